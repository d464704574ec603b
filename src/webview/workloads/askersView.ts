/** What asks for tokens in a cluster, ready to show: filtered, the worst first. */
import { componentNames, modeNames, nameOfAsker } from '../../domain/askers/askerWords.ts';
import type { Draft } from '../../domain/change/change.ts';
import type { AskerFinding, JudgedAsker } from '../../domain/askers/model.ts';
import { problems } from '../../domain/askers/judging/problems.ts';
import { lastSegment } from '../../domain/arm/resourceId.ts';
import { unknownText } from '../../domain/arm/unknown.ts';
import { defined } from '../../shape/defined.ts';
import type { Tone } from '../protocol/panel.ts';
import type { SeenAsker } from './seenInCluster.ts';
import type { AskerFilter, AskerRow, AskersView } from '../protocol/workloads.ts';
import { say, type Words } from '../../sentences/words.ts';
import { t, shownText } from '../../sentences/language.ts';

/** What is shown at first: everything that is wrong. */
export const onlyWrong: AskerFilter = { text: '', namespace: '', identity: '', isAll: false };

/** The most rows that are shown at once; the filter leads to the others. */
const mostRows = 100;

/** Returns what identifies an asker among those of a check. */
function keyOfAsker(
  { what: { kind, namespace = '', name }, account, target = '' }: JudgedAsker,
  index: number,
): string {
  return `asker:${[kind, namespace, name, account?.serviceAccount ?? '', target, index].join('/')}`;
}

/** Returns true if something about it is to be done or looked into. */
function isWrong({ works, findings }: JudgedAsker): boolean {
  return works.kind === 'no' || findings.some(({ severity }) => severity !== 'info');
}

/** Makes the list of those that stand at no account above; `moveOf` returns what moves the credentials that one of them would need. */
export function askersView(
  askers: readonly JudgedAsker[],
  filter: AskerFilter,
  moveOf: MoveOf = () => undefined,
  isPlaced: (index: number) => boolean = () => false,
): AskersView {
  const rows = askers.flatMap((asker, index) =>
    isPlaced(index) ? [] : [{ asker, row: askerRow(asker, index, moveOf) }],
  );
  const listed = rows.map(({ asker }) => asker);
  const matching = rows.filter(({ asker, row }) => passesFilter(asker, row, filter));
  return {
    rows: matching.slice(0, mostRows).map(({ row }) => row),
    matching: matching.length,
    listed: listed.length,
    fine: listed.filter((asker) => !isWrong(asker)).length,
    total: askers.length,
    namespaces: eachOf(listed, namespaceOf),
    identities: eachOf(listed, identityWords),
    filter,
  };
}

/** Returns what moves the credentials that something in the cluster would need. */
type MoveOf = (asker: JudgedAsker) => Draft | undefined;

/** Returns the rows of those that stand at an account; what its own row says already is left out. */
export function askerRowsAt(seen: readonly SeenAsker[], isTrusted: boolean): readonly AskerRow[] {
  return seen.map(({ asker, index }) => {
    const findings = asker.findings.filter(({ code }) => isTrusted || code !== 'accountNotTrusted');
    return askerRow({ ...asker, findings }, index, () => undefined);
  });
}

function eachOf(
  askers: readonly JudgedAsker[],
  valueOf: (asker: JudgedAsker) => string | undefined,
): readonly string[] {
  return [...new Set(askers.flatMap((asker) => valueOf(asker) ?? []))].sort((a, b) => a.localeCompare(b, 'en'));
}

function namespaceOf({ what, account }: JudgedAsker): string | undefined {
  return what.namespace ?? account?.namespace;
}

function identityWords({ identityId, identity }: JudgedAsker): string | undefined {
  return identityId === undefined ? (identity?.clientId ?? identity?.resourceId) : lastSegment(identityId);
}

function passesFilter(asker: JudgedAsker, row: AskerRow, { text, namespace, identity, isAll }: AskerFilter): boolean {
  if (!isAll && !isWrong(asker)) return false;
  if (namespace !== '' && namespaceOf(asker) !== namespace) return false;
  if (identity !== '' && identityWords(asker) !== identity) return false;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const shownTexts = [
    row.title,
    row.by,
    row.how,
    row.reason ?? '',
    ...row.findings.flatMap((finding) => [finding.title, finding.text]),
  ];
  const searchText = shownTexts.join('\n').toLowerCase();
  return words.every((word) => searchText.includes(word));
}

const tones: Readonly<Record<AskerFinding['severity'], Tone>> = { error: 'error', warning: 'warning', info: 'info' };
const states = { yes: say`Works`, no: say`Doesn't work`, unknown: say`Unknown` } as const;

/** Returns whether it works, with the sign of that: what doesn't is as grave as the worst of its findings. */
export function stateOfAsker({ works: { kind }, findings }: Pick<JudgedAsker, 'works' | 'findings'>): {
  readonly tone: Tone;
  readonly state: Words;
} {
  const isWarned = findings.length > 0 && findings.every(({ severity }) => severity !== 'error');
  const tone = kind === 'yes' ? 'ok' : kind === 'unknown' ? 'unknown' : isWarned ? 'warning' : 'error';
  return { tone, state: states[kind] };
}

function askerRow(asker: JudgedAsker, index: number, moveOf: MoveOf): AskerRow {
  const { works, findings, component, target } = asker;
  const identity = identityWords(asker);
  const { tone, state } = stateOfAsker(asker);
  const reason = works.kind === 'unknown' ? shownText(unknownText(works.unknown)) : undefined;
  const isSaid = findings.some(({ text }) => shownText(text) === reason);
  const key = keyOfAsker(asker, index);
  return {
    key,
    title: nameOfAsker(asker),
    tone,
    state: shownText(state),
    by: target === undefined ? shownText(componentNames[component]) : t`${componentNames[component]} for ${target}`,
    how: howWords(asker, identity),
    ...(reason === undefined || isSaid ? {} : { reason }),
    findings: findings.map((finding) => ({
      title: shownText(problems[finding.code].title),
      tone: tones[finding.severity],
      text: shownText(finding.text),
      ...defined({ yaml: finding.yaml === undefined ? undefined : yamlKey(key, finding) }),
      isFixable: (finding.fix ?? (finding.code === 'accountNotTrusted' ? moveOf(asker) : undefined)) !== undefined,
    })),
  };
}

/** Says how it signs in, with which account and as which identity. */
function howWords({ mode, account, isOperatorAccount }: JudgedAsker, identity: string | undefined): string {
  const name =
    account && `${account.namespace}/${account.serviceAccount}${isOperatorAccount ? t` (the operator's account)` : ''}`;
  const named = identity === undefined ? [] : [mode === 'nodeIdentity' ? identity : t`identity ${identity}`];
  if (mode !== 'unknown') {
    const how = name === undefined ? shownText(modeNames[mode]) : t`${modeNames[mode]} as ${name}`;
    return [how, ...named].join(', ');
  }
  if (name === undefined) return shownText(modeNames.unknown);
  return `${[t`Service account ${name}`, ...named].join(', ')}. ${shownText(modeNames.unknown)}`;
}

function yamlKey(key: string, { code }: AskerFinding): string {
  return `${key}#${code}`;
}

/** Returns the YAML with a key of a row's finding. */
export function yamlOfAsker(askers: readonly JudgedAsker[], key: string): string | undefined {
  for (const [index, asker] of askers.entries()) {
    const askerKey = keyOfAsker(asker, index);
    const fixable = asker.findings.find((finding) => yamlKey(askerKey, finding) === key);
    if (fixable) return fixable.yaml;
  }
  return undefined;
}

/** Returns the change that fixes an asker, if there is one. */
export function fixOfAsker(
  askers: readonly JudgedAsker[],
  key: string,
  moveOf: (asker: JudgedAsker) => Draft | undefined,
): Draft | undefined {
  const asker = askers.find((candidate, index) => keyOfAsker(candidate, index) === key);
  return asker && (asker.findings.find(({ fix }) => fix !== undefined)?.fix ?? moveOf(asker));
}
