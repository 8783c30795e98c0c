// Completion in PowerShell, 5.1 and later. Where nothing is offered, it completes files by itself.
import type { CompletedCommand, CompletedOption } from "./completed.ts";

export function powershellScript(commands: readonly CompletedCommand[]): string {
  return `# PowerShell completion of camlucida. In $PROFILE: camlucida completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName camlucida -ScriptBlock {
  param($current, $ast, $cursor)
  $commands = [ordered]@{
${commands.map(({ name, about }) => `    ${quoted(name)} = ${quoted(about)}`).join("\n")}
  }
  $operands = @{
${commands.filter(({ operands }) => operands.words.length > 0).map(({ name, operands }) => `    ${quoted(name)} = ${list(operands.words)}`).join("\n")}
  }
  $options = @{
${commands.map(({ name, options }) => `    ${quoted(name)} = @(\n${options.map((option) => `      ${rowOf(option)}`).join("\n")}\n    )`).join("\n")}
  }
  $words = @($ast.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.Extent.Text.Trim('"', "'") })
  $valued = @($options.Values | ForEach-Object { $_ } | Where-Object { $_.takes } | ForEach-Object { $_.names } | Select-Object -Unique)
  $command = $null
  $skip = $false
  foreach ($word in $words) {
    if ($skip) { $skip = $false; continue }
    if ($word.StartsWith('-')) { $skip = $valued -ccontains $word; continue }
    $command = if ($commands.Contains($word)) { $word } else { 'explain' }
    break
  }
  $own = if ($command) { $command } else { 'explain' }
  $before = ''
  $name = $null
  if ($current -match '^(--[^=]+=)(.*)$') { $before = $Matches[1]; $name = $before.TrimEnd('='); $current = $Matches[2] }
  elseif ($words.Count -gt 0 -and $valued -ccontains $words[-1]) { $name = $words[-1] }
  if ($name) {
    $row = $options[$own] | Where-Object { $_.names -ccontains $name } | Select-Object -First 1
    if ($row -and $row.list -and $current.Contains(',')) {
      $at = $current.LastIndexOf(',') + 1
      $before += $current.Substring(0, $at)
      $current = $current.Substring($at)
    }
    if ($row) { $row.values | Where-Object { $_.StartsWith($current) } | ForEach-Object { [System.Management.Automation.CompletionResult]::new("$before$_", $_, 'ParameterValue', $_) } }
    return
  }
  if ($current.StartsWith('-')) {
    $options[$own] | Where-Object { $_.names[0].StartsWith($current) } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_.names[0], $_.names[0], 'ParameterName', $_.about) }
    return
  }
  if (-not $command) {
    $commands.GetEnumerator() | Where-Object { $_.Key.StartsWith($current) } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_.Key, $_.Key, 'Command', $_.Value) }
  } elseif ($operands.ContainsKey($command)) {
    $operands[$command] | Where-Object { $_.StartsWith($current) } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
  }
}
`;
}

function rowOf({ name, short, about, value }: CompletedOption): string {
  const names = list([name, ...(short === undefined ? [] : [short])]);
  return `@{ names = ${names}; takes = $${value !== undefined}; list = $${value?.isList === true}; values = ${list(value?.words ?? [])}; about = ${quoted(about)} }`;
}

const list = (words: readonly string[]): string => `@(${words.map(quoted).join(", ")})`;

const quoted = (text: string): string => `'${text.replaceAll(/['‘’‚‛]/g, "$&$&")}'`;
