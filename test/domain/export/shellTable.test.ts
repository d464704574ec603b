/** Texts at which a shell of Linux, macOS or Windows may stumble, in a command that is copied. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { powerShellCommands, shownCommand } from '../../../src/domain/export/powershell.ts';
import { azCommand } from '../../../src/domain/plan/azCommand.ts';
import { parsed } from '../../support/azArguments.ts';
import { argumentsOnWindows } from '../../support/windowsShell.ts';
import { bash } from '../../support/bash.ts';

/** A text, and whether Windows can pass it on: what it can't is left to bash, never changed. */
const texts: readonly (readonly [string, string, boolean])[] = [
  ['a variable of cmd', '%PATH%', false],
  ['a per cent sign', '100%', false],
  ['exclamation marks, which bring back earlier commands', 'hi!! !x', true],
  ['the escape of cmd', 'a^b ^& c', true],
  ['what joins commands', 'a&b && c|d; e', true],
  ['a folder of another machine', String.raw`\\server\share\a b`, true],
  ['a folder of another machine that ends with a backslash', `\\\\server\\share\\`, true],
  ['a drive in small letters', String.raw`c:\users\ana`, true],
  ['a long path of Windows', String.raw`\\?\C:\${'deep\\'.repeat(80)}x`, true],
  ['a space at its end', 'shop ', true],
  ['spaces around', ' shop ', true],
  ['a variable of bash and PowerShell', '$HOME $env:PATH ${x}', true],
  ['commands in it', '`id` $(id)', true],
  ['the home folder', '~/x', true],
  ['what is completed to names of files', '*?[a]{b,c}', true],
  ['a comment', '# x', true],
  ['a list of PowerShell', '1,@(2)', true],
  ['the name of a file, which az would send', '@/etc/hosts', false],
  ['a name of a file as the value of a tag', 'owner=@/etc/hosts', false],
  ['a name of a file in JSON', '{"a":"b=@/etc/hosts"}', false],
  ['a mention of somebody', '@contoso/admins: see a=@b', false],
  ['a sign for files at its end', 'owner=@', true],
  ['an option', '--help', true],
  ['a short option', '-h', true],
  ['a name that begins with a hyphen', '-rg.x', true],
  ['a negative number', '-5', true],
  ['a hyphen before what would run', '-$(id) & "x', false],
  ['a hyphen before a space', '-a b', true],
  ['a hyphen before a sign for files', '-x=@/etc/hosts', true],
  ['an apostrophe with what would run', "it's $(x) & y", true],
  ['quotes with what would run', 'say "a & b"', false],
  ['a text that is longer than a command of cmd', 'x'.repeat(8200), false],
];

/** Prints its arguments as az takes them: a file's content for `@FILE`, at the start or after the first `=`. */
const az = `az() {
  local argument before file
  for argument in az "$@"; do
    before=''
    [[ $argument == *=* ]] && before="\${argument%%=*}="
    file="\${argument#"$before"}"
    [[ $file == @?* ]] && content=$(cat -- "\${file#@}" 2> /dev/null) && argument="$before$content"
    printf '%s\\0' "$argument"
  done
}`;

describe('a copied command', () => {
  const commandWith = (text: string): string =>
    azCommand('az group create', [
      ['--name', text],
      ['--tags', 'a', `b=${text}`],
    ]).az;
  const wanted = (text: string): readonly string[] => [
    'az',
    'group',
    'create',
    '--name',
    text,
    '--tags',
    'a',
    `b=${text}`,
  ];

  it.each(texts)('gives az %s unchanged in bash', (_, text) => {
    expect(
      parsed(
        execFileSync(bash, ['-c', `${az}\n${commandWith(text)}`], { encoding: 'utf8' })
          .split('\0')
          .slice(0, -1),
      ),
    ).toEqual(wanted(text));
  });

  it.each(texts)('gives az %s unchanged in PowerShell on Windows, or is left to bash', (_, text, isPassed) => {
    const inPowerShell = powerShellCommands(commandWith(text));
    expect(inPowerShell !== undefined).toBe(isPassed);
    expect(inPowerShell?.map((one) => parsed(argumentsOnWindows(one, () => '')))).toEqual(
      isPassed ? [wanted(text)] : undefined,
    );
    if (!isPassed) expect(shownCommand(commandWith(text), true)).toBe(shownCommand(commandWith(text), false));
  });
});
