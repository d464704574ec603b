/** What is wrong with a file with decisions, as a person reads it who speaks another language. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { pseudoBundle } from '../../../scripts/pseudoLanguage.ts';
import { findingsPage } from '../../../src/domain/findings/catalogue.ts';
import { errorWords } from '../../../src/errors.ts';
import { shownText, speak } from '../../../src/sentences/language.ts';
import { DecisionFiles } from '../../../src/session/decisionFiles.ts';
import { treeItemOf, withTooltip } from '../../../src/tree/row/treeItem.ts';
import { unusedRow } from '../../../src/tree/clusters/unusedDecisionsRow.ts';
import { plainWordsBeside } from '../../support/plainWords.ts';
import { Uri } from '../../support/vscode/uri.ts';
import { code } from '../../support/vscode/user.ts';

const entry = (more: string): string =>
  `version: 1\naccept:\n  - { finding: halfMigrated, scope: "*", reason: r, by: b, expires: 2999-12-31, ${more} }\n`;
/** What can be wrong, with what is repeated from the file, or is the same in every language. */
const broken: Readonly<Record<string, readonly [string | Uint8Array, string?]>> = {
  'two documents': ['version: 1\n---\nversion: 1\n', 'YAML'],
  'what is nested too deeply': ['['.repeat(20_000)],
  'a name that is used twice': ['version: 1\nversion: 1\n'],
  'anchors that are repeated too often': [`version: 1\na: &a [${'x, '.repeat(10)}x]\n${repeated()}`],
  'no anchor': ['version: 1\naccept: *list\n', 'list'],
  'no object': ['- 1'],
  'no version': ['accept: []'],
  'another version': ['version: 2'],
  'no list': ['version: 1\naccept: 1'],
  'a member that is not known': [entry('team: x'), 'team'],
  'a member that is missing': ['version: 1\naccept: [{ finding: halfMigrated }]'],
  'a reason that is empty': [entry('').replace('reason: r', 'reason: ""')],
  'a scope that is no ID': [entry('').replace('"*"', 'x')],
  'a subject that is none': [entry('about: x')],
  'a day that is none': [entry('').replace('2999-12-31', '2999-02-30')],
  'a code that no finding has': [entry('').replace('halfMigrated', 'nonsense'), `nonsense ${findingsPage}`],
  'a code with a slip of the pen': [entry('').replace('halfMigrated', 'halfMigrate')],
  'a code that is no text': [entry('').replace('halfMigrated', '1')],
  'a severity that is none': ['version: 1\nseverities: { leftoverGrant: bad }'],
  'a grant to nobody': ['version: 1\nexpectedGrants: [{ role: r, scope: "*", principal: x, reason: r }]'],
  'a writer that is none': ['version: 1\nexpectedWriters: [{ writer: x, reason: r }]'],
  'another encoding': [Uint8Array.of(0xff, 0x20), 'UTF'],
  'too much text': ['#'.repeat(1_100_000), 'MB'],
};

function repeated(): string {
  return [...'bcdefgh']
    .map(
      (name, index) => `${name}: &${name} [${'*'.concat('abcdefgh'[index]!, ', ').repeat(9)}*${'abcdefgh'[index]!}]\n`,
    )
    .join('');
}

const bundle = pseudoBundle();
/** Members and words of our format, which no language translates. */
const ofFormat =
  'yaml version accept severities expectedGrants expectedWriters finding scope about reason by expires role principal writer error warning info off';
const plainWords = plainWordsBeside({ name: 'aks-identity' });

afterEach(() => speak());

describe('a broken file with decisions', () => {
  it.each(Object.entries(broken))('is told in the language of who reads, for %s', async (_, [content, quoted = '']) => {
    const folder = mkdtempSync(join(tmpdir(), 'folder-'));
    const file = join(folder, '.aks-identity.yaml');
    writeFileSync(file, content);
    code.workspaceFolders = [{ name: 'infra', uri: Uri.file(folder) }];
    const decisions = new DecisionFiles(mkdtempSync(join(tmpdir(), 'storage-')));
    await decisions.ready();
    speak(bundle, 'en');
    const row = unusedRow(decisions.unused()[0]!);
    const { label, description, tooltip } = withTooltip(treeItemOf(row), row);
    const entry = { finding: 'halfMigrated', scope: '*', reason: 'r', expires: '2999-12-31' } as const;
    const refusal = await decisions.accept(file, entry).then(
      () => 'It was changed.',
      (error: unknown) => shownText(errorWords(error)),
    );
    decisions.dispose();
    const texts = [label, description, typeof tooltip === 'object' ? tooltip.value : tooltip, refusal].map(String);
    const stays = new Set(`${ofFormat} ${quoted}`.split(' '));
    const words = texts.flatMap((text) => plainWords(text.replaceAll(folder, ''))).flatMap((found) => found.split(' '));
    expect(words.filter((word) => !stays.has(word))).toEqual([]);
    expect(description).toMatch(/\[.+\]/);
  });
});
