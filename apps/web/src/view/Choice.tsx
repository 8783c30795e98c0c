// One of several, with its label.
interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly (readonly [T, string])[];
  readonly disabled?: boolean;
  choose(value: T): void;
}

export function Choice<T extends string>({ label, value, choices, disabled = false, choose }: ChoiceProps<T>) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select aria-label={label} value={value} disabled={disabled} onChange={({ currentTarget }) => choose(currentTarget.value as T)}>
        {choices.map(([name, title]) => <option key={name} value={name}>{title}</option>)}
      </select>
    </label>
  );
}
