/** The map of one identity across all clusters: who acts as it on the left, what it may do on the right. */
import { idKey, lastSegment, sameId } from '../arm/resourceId.ts';
import { isNotRead, unknownText, unknownTexts, type Unknown } from '../arm/unknown.ts';
import type { UserAssignedIdentity } from '../cluster/model.ts';
import { sameIssuer } from '../cluster/uses.ts';
import type { ClusterFinding } from '../findings/finding.ts';
import { kindOf } from '../findings/catalogue.ts';
import { concernsIdentity, isSpared } from '../findings/ofIdentity.ts';
import { iconOfType } from '../picture/icons.ts';
import type { Group } from '../picture/picture.ts';
import { isOfBindings } from '../uses/boundTo.ts';
import { unusedAfter } from '../uses/nothingUses.ts';
import type { JudgedUses } from '../workloads/judgedUses.ts';
import { capitalised, joinWords, say, type Words, distinctWords } from '../../sentences/words.ts';
import { countWithNoun } from '../words/counts.ts';
import { drawRoles, type MapRole } from './holders.ts';
import { oldCredential, wordOf } from './problemWords.ts';
import { copyFacts, resourceKindOf, newSketch, type IdentityMap, type MapSketch } from './sketch.ts';
import { drawCredentials, placeStates, workloadBoxId } from './ownCredentials.ts';
import { toText, textOf } from '../../sentences/textOf.ts';

/** What is known of an identity. */
export interface IdentityMapFacts {
  readonly identity: UserAssignedIdentity;
  readonly uses: JudgedUses;
  /** What it holds, wherever that may be seen. */
  readonly roles: readonly MapRole[];
  /** What of that could not be read. */
  readonly unknown: readonly Unknown[];
  /** What is wrong with the clusters that use it, those findings that are not accepted; also of other identities. */
  readonly findings: readonly ClusterFinding[];
  /** Clusters that use it and could not be checked, each with the reason. */
  readonly unchecked: readonly { readonly clusterId: string; readonly why: Words }[];
}

const groups = (): readonly Group[] => [
  { id: 'clusters', title: toText`Clusters` },
  { id: 'workloads', title: toText`Workloads` },
  { id: 'others', title: toText`Other resources` },
  { id: 'none', title: toText`Used by` },
];

/** Makes the map of an identity. */
export function identityOwnMap(facts: IdentityMapFacts): IdentityMap {
  const sketch = newSketch();
  const { identity, uses, roles, unknown } = facts;
  const hasNone = roles.length === 0 && unknown.length === 0;
  const root = sketch.add({
    id: `identity ${idKey(identity.id)}`,
    column: 1,
    icon: 'identity',
    label: identity.name,
    caption: [toText`user-assigned`, identity.resourceGroup, ...(hasNone ? [toText`no visible roles`] : [])].join(
      ' \u00b7 ',
    ),
    identityId: identity.id,
    facts: [
      { label: toText`Region`, value: identity.location },
      ...copyFacts({
        'Principal ID': identity.principalId,
        'Client ID': identity.clientId,
        'Resource ID': identity.id,
      }),
    ],
  });
  drawClusters(sketch, root, facts);
  drawCredentials(sketch, root, uses);
  drawOtherUsers(sketch, root, uses);
  const isUsed = hasUser(sketch, root);
  drawRoles(sketch, root, roles);
  if (!isUsed) drawNoUse(sketch, root, uses);
  placeFindings(sketch, root, facts);
  placeStates(sketch, uses);
  for (const unread of uses.unknown)
    reportUnread(sketch, root, unread, isNotRead(unread) ? toText`not read` : toText`unknown`);
  for (const unread of unknown) reportUnread(sketch, root, unread, toText`roles unknown`);
  return sketch.map(groups());
}

function reportUnread(sketch: MapSketch, root: string, unread: Unknown, word: string): void {
  const { title, reason } = unread;
  const text = unknownText(unread);
  sketch.report({ tone: 'unknown', word, title: say`${title ?? reason}`, text, reason }, [root]);
}

function hasUser(sketch: MapSketch, root: string): boolean {
  return sketch.map([]).lines.some(({ to }) => to === root);
}

/** Says at it, at its roles and in a box that nothing uses it as far as all could be checked; where that is not known, at it alone. */
function drawNoUse(sketch: MapSketch, root: string, { looked }: JudgedUses): void {
  const unused = unusedAfter(looked);
  if (!unused.isKnown) {
    const text = joinWords(unknownTexts(unused.why));
    sketch.report({ tone: 'unknown', word: toText`what uses it: unknown`, title: say`What uses it`, text }, [root]);
    return;
  }
  const box = sketch.add({
    id: 'no use',
    column: 0,
    group: 'none',
    icon: 'unknown',
    facts: [],
    label: toText`Nothing that you can see`,
    caption: toText`no visible cluster, workload or other resource`,
  });
  for (const role of sketch.map([]).lines) sketch.turn(role.id, 'notUsed');
  sketch.connect({ from: box, to: root, kind: 'notUsed' });
  const text = say`Nothing that you can see uses it. Something that you can't see may.`;
  sketch.report({ tone: 'info', word: toText`not used`, title: say`No known use`, text }, [root]);
}

function clusterBoxId(clusterId: string): string {
  return `cluster ${idKey(clusterId)}`;
}

function clusterBox(sketch: MapSketch, clusterId: string, caption: string): string {
  const id = clusterBoxId(clusterId);
  sketch.add({
    id,
    column: 0,
    group: 'clusters',
    icon: 'cluster',
    label: lastSegment(clusterId),
    caption,
    clusterId,
    facts: copyFacts({ 'Resource ID': clusterId }),
  });
  return id;
}

function drawClusters(sketch: MapSketch, root: string, { uses, unchecked }: IdentityMapFacts): void {
  const bound = uses.bindings.map(({ name, clusterId }) => ({ clusterId, as: say`binding ${name}` }));
  for (const ofCluster of Map.groupBy([...uses.clusters, ...bound], ({ clusterId }) => idKey(clusterId)).values()) {
    const [first] = ofCluster;
    if (first === undefined) continue;
    const as = joinWords(distinctWords(ofCluster.map((use) => use.as)), ', ');
    const box = clusterBox(sketch, first.clusterId, textOf(capitalised(as)));
    const tie = sketch.connect({ from: box, to: root });
    for (const { clusterId, why } of unchecked) {
      if (!sameId(clusterId, first.clusterId)) continue;
      const title = say`Not checked: ${lastSegment(clusterId)}`;
      sketch.report({ tone: 'unknown', word: toText`not checked`, title, text: why }, [box]);
      sketch.turn(tie, 'unknown');
    }
  }
}

/** Machines, Fleets, extensions and whatever else carries it or names it. */
function drawOtherUsers(sketch: MapSketch, root: string, { carriers, around }: JudgedUses): void {
  for (const { id, name, type, nodesOf } of carriers) {
    const box = sketch.add({
      id: `user ${idKey(id)}`,
      column: 0,
      group: 'others',
      icon: iconOfType(type),
      label: name,
      caption: nodesOf === undefined ? resourceKindOf(id) : toText`nodes of ${nodesOf}`,
      facts: copyFacts({ 'Resource ID': id }),
    });
    sketch.connect({ from: box, to: root });
  }
  for (const { id, words } of around) {
    const box = sketch.add({
      id: `user ${idKey(id)}`,
      column: 0,
      group: 'others',
      icon: 'extension',
      label: lastSegment(id),
      caption: textOf(words),
      facts: copyFacts({ 'Resource ID': id }),
    });
    sketch.connect({ from: box, to: root });
  }
}

/**
 * What its clusters' findings say of it stands at its roles or at itself. What they say of other identities is counted in words at
 * the cluster, where that is on the map, and is none of its own problems.
 */
function placeFindings(sketch: MapSketch, root: string, { identity, uses, findings }: IdentityMapFacts): void {
  const saidTexts = new Set<string>();
  const isOwn = ({ clusterId, finding }: ClusterFinding): boolean =>
    concernsIdentity(identity, finding) || isOfPart(uses, clusterId, finding);
  const ofOthers = findings.filter((found) => !isOwn(found));
  for (const [box, others] of Map.groupBy(ofOthers, ({ clusterId }) => clusterBoxId(clusterId))) {
    if (!sketch.has(box)) continue;
    sketch.alsoCalled(box, toText`${countWithNoun(others.length, 'finding')} not about this identity`);
    for (const { finding } of others) {
      const { severity: tone, text } = finding;
      sketch.report({ tone, word: wordOf(finding).word, text, finding, isOfOthers: true }, [box]);
    }
  }
  for (const { finding } of findings.filter(isOwn)) {
    const { missing, grant, alsoHeld = [], subject, code, severity, text } = finding;
    const { word, line } = wordOf(finding);
    const key = `${code} ${subject ?? ''}`.toLowerCase();
    if (saidTexts.has(key)) continue;
    saidTexts.add(key);
    const roles = missing ? [{ role: missing.role.name, scope: missing.scope }] : grant ? [grant, ...alsoHeld] : [];
    const lines = roles.map(({ role, scope }) =>
      sketch.connect({ from: root, to: sketch.addScope(scope), label: textOf(role), kind: line ?? 'granted' }),
    );
    const isOfBinding = kindOf(code) === 'bindingCredentialLeft';
    const accounts = uses.credentials
      .filter((credential) => sameIssuer(credential.issuer, subject ?? '') || (isOfBinding && isOfBindings(credential)))
      .map((credential) => workloadBoxId(credential, uses.credentials));
    if (isOfBinding && line !== undefined)
      for (const from of accounts) sketch.turn(sketch.connect({ from, to: root }), line);
    const isOld = isSpared(identity, finding);
    const said = isOld ? oldCredential() : { tone: severity, word };
    sketch.report(
      { ...said, text, finding },
      accounts.length > 0 ? accounts : lines.length > 0 ? lines : [root],
      isOld ? undefined : line,
    );
  }
}

/** Returns true for what is said of the part of a cluster that the identity is, such as its kubelet. */
function isOfPart({ clusters }: JudgedUses, ofCluster: string, finding: ClusterFinding['finding']): boolean {
  const { missing, grant, former, about = [] } = finding;
  if (missing !== undefined || grant !== undefined || former !== undefined) return false;
  return clusters.some(({ clusterId, place }) => sameId(clusterId, ofCluster) && about.some((part) => part === place));
}
