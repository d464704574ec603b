import { describe, expect, it } from 'vitest';
import { plainStringsIn } from '../support/plainStrings.ts';
import { programOf } from '../support/programOf.ts';

function plainTextsIn(sources: Readonly<Record<string, string>>): readonly string[] {
  const program = programOf(sources);
  const files = Object.keys(sources).map((name) => program.getSourceFile(name)!);
  return plainStringsIn(files, program.getTypeChecker()).map(({ file, text }) => `${file}: ${text}`);
}

describe('texts for people that no translation reaches', () => {
  it.each([
    ["({ text: 'Try again' })", ['Try again']],
    ['({ label: `Role of ${name}` })', ['Role of {}']],
    ['say`The ${isOne ? "role" : "roles"} of ${name}`', ['role', 'roles']],
    ["t`Signed in as ${name ?? 'somebody'}`", ['somebody']],
    ["evidence`${{ setting: isSet ? name : 'not set' }} of ${[isOver ? 'was' : 'is']}`", ['not set', 'was', 'is']],
    ["const roleName = known?.name ?? 'a role'", ['a role']],
    ["const pods = isClosed ? `bound to ${name}` : 'any of the pods'", ['bound to {}', 'any of the pods']],
    ["const state = known?.state ?? 'unknown'", []],
    ["refusedError(isOpen ? 'It is open.' : `${path} is gone`)", ['It is open.', '{} is gone']],
    ["new Refusal('It was refused.', 'https://a.b')", ['It was refused.']],
    ["throw new Error('There are too many.')", ['There are too many.']],
    ["let hint; if (isLong) hint = 'Paste what you copied'", ['Paste what you copied']],
    ['refusedError(say`It is open.`)', []],
    ['({ text: t`Try again` })', []],
    ["({ kind: 'assignRole', text: name })", []],
    ["const known = [[/twice/, 'It is there twice.']]", ['It is there twice.']],
    ["const message = isOne ? 'It was refused.' : name", ['It was refused.']],
    ["const join = (names) => say`for ${names.join(' or ')}`", [' or ']],
    ["const open = 'Open'; window.showErrorMessage(t`Gone`, ...(isHere ? [open] : []))", ['Open']],
    ["const says = (kind) => say`No ${kind}`; says(isOne ? 'vault' : 'all vaults')", ['vault', 'all vaults']],
    ["class Gone { constructor(what) { t`No ${what}`; } } new Gone('vault')", ['vault']],
    ["function says({ of: what }) { return say`No ${what}`; } says({ of: 'vault' })", ['vault']],
    ['const says = (kind) => say`No ${kind}`; says(say`vault`)', []],
    ["const of = { a: 'some volumes', b: 'dns' }; say`${named.map((one) => of[one])}`", ['some volumes', 'dns']],
    ["const names = [...ids, ...(isIt ? ['an identity'] : [])]; say`${names.join(', ')}`", ['an identity']],
    ["function shown(it) { if (it) return 'nothing'; return it; } t`from ${shown(a)}`", ['nothing']],
    ["const needed = `needs ${why()}`; function why() { return 'a day'; } say`${needed}`", ['a day', 'needs {}']],
    ["const text = { own: { why: 'a day' } }; say`${text.own.why}`", ['a day']],
    ["class Gone { what() { return 'vault'; } says() { return say`No ${this.what()}`; } }", ['vault']],
    ["class Gone { no(what) { return say`No ${what}`; } all() { this.no('vault'); } }", ['vault']],
    ["const parts = []; parts.push('vault'); say`${parts.join(', ')}`", ['vault']],
    ["const says = (what = 'vault') => say`No ${what}`", ['vault']],
    ["for (const { name } of [{ name: 'vault' }]) say`No ${name}`", ['vault']],
    ["say`${countWithNoun(count, 'vault')} are gone`", []],
    ['const said = (failure) => keyOfWords(failure); say`It failed: ${said(failure)}`', ['keyOfWords(failure)']],
    ["const kinds = { 'All files': 1 }; say`${Object.keys(kinds).join(', ')}`", ['All files']],
    ["showSaveDialog({ filters: { Clusters: ['json'], 'All files': ['*'] } })", ['Clusters', 'All files']],
    ["view.message = 'Nothing is here'", ['Nothing is here']],
    ["view.message = t`Nothing is here`; view.mode = 'Nothing is here'", []],
    ["const title = [name, place].flatMap(shown); const of = (all) => all.join(' on ')", [' on ']],
    ["const at = join(folder, 'vault'); const also = path.join(folder, 'vault')", []],
    ["showInputBox({ prompt: 'The address', placeHolder: 'An address' })", ['The address', 'An address']],
    ["t`${count} node${isOne ? '' : 's'}`", ['s']],
    ['const spanOf = (span) => `${span} s`; t`Up to ${spanOf(4)} left`', ['{} s']],
    ['html`<b title="Gone" class="is">No <code>az aks</code> ${vault}</b> here`', ['Gone', 'No', 'here']],
    ["html`<b>${isOn ? 'Running' : nothing}</b>`", ['Running']],
    ["html`<b title=${isOff ? 'Hidden' : 'Empty'} class=${isOn ? 'wide' : 'small'}></b>`", ['Hidden', 'Empty']],
    ['html`<i role="img" aria-label="Of ${isOn ? "these" : name}"></i>`', ['Of {}', 'these']],
    ['html`<p>${`${beyond} not included`}</p>`', ['{} not included']],
    ["html`<b id=${'vaults'} aria-hidden=${isOn ? 'true' : 'false'} @click=${go}></b>`", []],
    ["html`<p>${isOn ? html`<b>${isIn && 'Inside'}</b>` : ['Out', t`Of it`]}</p>`", ['Out', 'Inside']],
    ["html`<code>${'shop'}</code>${name === 'Reader' ? t`Reads` : name}`", []],
    ["button({ label: t`Stop`, of: 'checking in the cluster' })", ['checking in the cluster']],
    ["const field = { rule: (text) => (text === '' ? 'Required' : undefined) }", ['Required']],
    ["const none = () => 'no vault at all'", ['no vault at all']],
    ["window.createWebviewPanel('vaults', 'The vaults', column)", ['The vaults']],
    ["new MarkdownString('The vault').appendText('is gone')", ['is gone', 'The vault']],
    ["const names = { a: 'some vaults' }; say`${ownValue(names, kind)}`", ['some vaults']],
    ["const says = (kind) => say`No ${kind}`; const on = (kind) => kind; on('vault')", []],
  ])('are found as they stand in a source: %s', (source, found) => {
    expect(plainTextsIn({ 'x.ts': source })).toEqual(found.map((text) => `x.ts: ${text}`));
  });

  it('are found where another source gives them, through as many functions as there are', () => {
    const sources = {
      'words.ts': 'export function none(kind) { return say`No ${kind}`; }',
      'rule.ts': "import { none } from './words.ts'; const found = (what) => none(what); found('vault')",
      'other.ts': "function none(kind) { return kind; } none('registry')",
    };
    expect(plainTextsIn(sources)).toEqual(['rule.ts: vault']);
  });

  it('are found where a function of another source returns them', () => {
    const sources = {
      'a/words.ts': "const names = { a: 'vault' }; export const nameOf = (kind) => names[kind];",
      'b/rule.ts': "import { nameOf } from '../a/words.ts'; say`No ${nameOf(kind)}`",
    };
    expect(plainTextsIn(sources)).toEqual(['a/words.ts: vault']);
  });

  it('are found as members of what a function is given, where something is written as its type', () => {
    const types = 'interface Place { name: string } interface Other { name: string } interface Gone { place: Place }';
    const givers = "const all: Gone[] = [{ place: { name: 'a vault' } }]; const other: Other = { name: 'a registry' };";
    const sentences = [
      'function says(gone: Gone) { return say`in ${gone.place.name}`; }',
      'function says({ place: { name } }: Gone) { return say`in ${name}`; }',
      'const says = ({ name }: Gone["place"]) => say`in ${name}`;',
    ];
    for (const sentence of sentences)
      expect(plainTextsIn({ 'x.ts': `${types} ${givers} ${sentence}` })).toEqual(['x.ts: a vault']);
  });

  it('are found where a method returns them that another source has', () => {
    const sources = {
      'a/kinds.ts':
        "export interface Kind { nameOf(): string } export const kinds: Kind[] = [{ nameOf: () => 'vault' }];",
      'b/rule.ts': "import type { Kind } from '../a/kinds.ts'; const says = (kind: Kind) => say`No ${kind.nameOf()}`;",
      'c/gone.ts': "export class Gone { what() { return 'registry'; } }",
      'd/rule.ts': "import { Gone } from '../c/gone.ts'; const says = (gone: Gone) => say`No ${gone.what()}`;",
    };
    expect(plainTextsIn(sources)).toEqual(['a/kinds.ts: vault', 'c/gone.ts: registry']);
  });
});
