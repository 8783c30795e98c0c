// A button that asks for files: a real one, so that the keyboard and screen readers know it.
import { useRef } from "preact/hooks";

interface FileButtonProps {
  readonly accept: string;
  readonly label: string;
  readonly several?: boolean;
  readonly primary?: boolean;
  readonly disabled?: boolean;
  choose(files: readonly File[]): void;
}

export function FileButton({ accept, label, several = false, primary = false, disabled = false, choose }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class={primary ? "primary" : ""} disabled={disabled} onClick={() => input.current?.click()}>{label}</button>
      <input
        ref={input} type="file" hidden accept={accept} multiple={several} aria-label={label}
        onChange={({ currentTarget }) => {
          choose(Array.from(currentTarget.files ?? []));
          currentTarget.value = ""; // the same file may be chosen again
        }}
      />
    </>
  );
}
