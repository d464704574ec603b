/** Other languages put the pieces of a sentence in another order and form, so that each has to reach a translator whole. */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { fragmentsIn } from '../support/fragments.ts';

const root = resolve(import.meta.dirname, '..', '..');

function textsIn(source: string, file = 'x.ts'): readonly string[] {
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  return fragmentsIn(parsed).map(({ text }) => text);
}

describe('pieces of sentences', () => {
  it('are nowhere in the sources', () => {
    const files = globSync('src/**/*.ts', { cwd: root, exclude: ['src/emulator/**'] });
    const found = files.flatMap((file) =>
      textsIn(readFileSync(join(root, file), 'utf8'), file).map((text) => `${file}: ${text}`),
    );
    expect(files.length).toBeGreaterThan(300);
    expect(found).toEqual([]);
  });

  it.each([
    ['say`It is ${isOn ? say`on` : say`off`}.`', ['on', 'off']],
    ["t`No cluster${isReady ? '' : t` so far`}.`", [' so far']],
    ['say`Gone: ${isOne ? say`it is one of them` : undefined}`', ['it is one of them']],
    ['say`Gone: ${isOne && say`one of them`}`', ['one of them']],
    ['say`${say`${name} on ${place}`} is gone.`', ['{0} on {1}']],
    ['say`${isIt ? name : isOne ? say`one` : say`many`} are gone.`', ['one', 'many']],
    ['const where = say` in ${place}`', [' in {0}']],
    ['const end = toText`; not all were checked`', ['; not all were checked']],
    ['const why = say`. ${reason}`', ['. {0}']],
    ['const begin = say`It is assigned to a group, and `', ['It is assigned to a group, and ']],
    ['evidence`${{ name: id }}${isIn ? evidence` in ${{ place }}` : []}.`', [' in {0}']],
    ['const by = say` by ${name}.`', [' by {0}.']],
    ['say`${subject} ${verb} ${name} until then.`', ['{0} {1} {2} until then.']],
  ])('are found: %s', (source, found) => {
    expect(textsIn(source)).toEqual(found);
  });

  it.each([
    "say`It is gone.${isOld ? say` It was old.` : ''}`",
    "say`${isOld ? say`It was old. ` : ''}It is gone.`",
    "say`It is gone.${reason ? say` ${reason}` : ''}`",
    "say`It is gone.${reason ? say` Not known: ${reason}` : ''}`",
    "say`${name}${isGone ? say` (it is gone)` : ''}`",
    'say`${name ?? say`a role`} on ${place}`',
    "say`${'name' in role ? role.name : say`a role`} on ${place}`",
    'isOn ? say`It is on.` : say`It is off.`',
    'say`${countWithNoun(2, "role")} on ${sentenceList(names)}`',
    'const label = t`Correlation ID:`',
    'say`${kind} ${name} replaced by ${other} ${another}`',
    'say`${why} ${detail} ${hint} Review the new plan.`',
    'const word = isOn ? say`on` : say`off`',
  ])('are not: %s', (source) => {
    expect(textsIn(source)).toEqual([]);
  });
});
