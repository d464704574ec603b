/** Puts every finding of a cluster at the things and lines that it is about: the map never looks better than the details. */
import { idKey, isAtOrBelow, isOfType, lastSegment, parseResourceId, resourceType } from '../arm/resourceId.ts';
import { scopeName } from '../arm/scopeWords.ts';
import { detailOf, kindOf, type FindingKind } from '../findings/catalogue.ts';
import { topicOf, type Finding } from '../findings/finding.ts';
import type { MissingRole } from '../findings/rule/rule.ts';
import { distinctRoles, type Requirement } from '../needs/need.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { capitalised, say, type Words } from '../../sentences/words.ts';
import type { ClusterSketch } from './clusterFacts.ts';
import { neededFor, principalLabel } from './holders.ts';
import { isNoToken, oldCredential, partOf, wordOf } from './problemWords.ts';
import { resourceKindOf, scopeId, type AlsoAt, type SketchProblem } from './sketch.ts';
import { iconOfType } from '../picture/icons.ts';
import type { LineKind } from '../picture/picture.ts';
import { toText, textOf } from '../../sentences/textOf.ts';

/** Places the findings, those of what is around the cluster included. */
export function placeFindings(clusterSketch: ClusterSketch): void {
  const { findings, around, workloads } = clusterSketch.facts;
  const keyOf = ({ code, subject, missing }: Finding): string =>
    `${code} ${subject ?? ''} ${missing?.principalId ?? missing?.identity ?? ''}`.toLowerCase();
  const findingKeys = new Set(findings.map(keyOf));
  const otherFindings = (around?.kinds ?? [])
    .flatMap((look) => look.findings)
    .filter((finding) => finding.accepted === undefined && !findingKeys.has(keyOf(finding)));
  for (const finding of [...findings, ...distinctBy(otherFindings, keyOf)]) {
    const { word, line } = wordOf(finding);
    const problem = { tone: finding.severity, word, text: finding.text, finding };
    const allPlaces = placesOfFinding(clusterSketch, finding);
    const spared = (finding.spared ?? []).flatMap((id) => boxOf(clusterSketch, id) ?? []);
    const places = allPlaces.filter((place) => !spared.includes(place));
    clusterSketch.sketch.report(problem, places, line, alsoAt(clusterSketch, finding, places, spared));
    // Of several credentials one may work: what is known of workloads says so, and nothing is known without it.
    const tie = isNoToken(finding) ? (workloads === undefined ? 'unknown' : undefined) : line;
    if (line === 'noEffect' && tie !== undefined) for (const place of places) turnTie(clusterSketch, place, tie);
  }
}

/** A pull role that has no effect stands beside the one that is missing, and a credential that nobody needs at its identity. */
function alsoAt(
  clusterSketch: ClusterSketch,
  { code, severity, missing }: Finding,
  [line]: readonly string[],
  spared: readonly string[],
): AlsoAt | undefined {
  if (spared.length > 0) return { places: spared, ...oldCredential() };
  if (severity !== 'unknown' && principalIsGone.has(kindOf(code))) {
    const places = rolesOf(clusterSketch, line);
    return places.length === 0 ? undefined : { places, word: toText`no effect`, kind: 'noEffect' };
  }
  if (code !== 'registryRoleIneffective' || severity === 'unknown' || !missing || line === undefined) return undefined;
  return { places: clusterSketch.sketch.besides(line), word: toText`has no effect`, kind: 'noEffect' };
}

/** The principal that the cluster names is no one any more, so that its roles do nothing. */
const principalIsGone: ReadonlySet<FindingKind> = new Set<FindingKind>(['identityDeleted', 'identityRecreated']);

/** The lines of the roles that the cluster's own principal has, from its box; pods may have the same as a new principal. */
function rolesOf({ sketch, holders, facts }: ClusterSketch, box: string | undefined): readonly string[] {
  if (box === undefined) return [];
  const { roles = [], workloads = [] } = facts;
  const ofPods = new Set(
    workloads.flatMap((workload) => (holders.find(workload) === box ? workload.roles : [])).map(({ id }) => idKey(id)),
  );
  return roles
    .filter(({ id, principalId }) => holders.find({ principalId }) === box && !ofPods.has(idKey(id)))
    .flatMap(({ scope, roleName }) => sketch.lineOf({ from: box, to: scopeId(scope), label: roleName }) ?? []);
}

function turnTie({ sketch, root }: ClusterSketch, to: string, kind: LineKind): void {
  const tie = sketch.lineOf({ from: root, to });
  if (tie !== undefined) sketch.turn(tie, kind);
}

/** Where a finding belongs: at a role, else at the identities, else at what its subject names, else at the cluster. */
function placesOfFinding(clusterSketch: ClusterSketch, finding: Finding): readonly string[] {
  const { missing, grant, alsoHeld = [], about = [], former, places = [] } = finding;
  if (missing) return [lineOfMissing(clusterSketch, missing)];
  if (grant) return [grant, ...alsoHeld].map((held) => lineOfGrant(clusterSketch, finding, held));
  // It may still be in use.
  if (former) return [formerBox(clusterSketch, former, 'unknown')];
  const parts = about.flatMap((identityPart) => clusterSketch.holders.named(identityPart) ?? []);
  // What it names beside a part of the cluster is there, and has no sign of its own.
  const group = parts.length > 0 ? 'former' : 'workloads';
  const boxes = places.map((id) => boxOf(clusterSketch, id) ?? addResource(clusterSketch, id, group));
  if (parts.length > 0) return parts;
  if (boxes.length > 0) return boxes;
  return [ofSubject(clusterSketch, finding) ?? ofDetail(clusterSketch, finding) ?? clusterSketch.root];
}

function ofDetail({ holders }: ClusterSketch, { code }: Finding): string | undefined {
  const identityPart = detailOf(code) ?? partOf(code);
  return identityPart === undefined ? undefined : holders.named(identityPart);
}

function lineOfMissing(clusterSketch: ClusterSketch, missing: MissingRole): string {
  const { sketch, root } = clusterSketch;
  const from = holderOf(clusterSketch, missing);
  const to = sketch.addScope(missing.scope);
  sketch.connect({ from: root, to: from });
  return sketch.connect({ from, to, label: missing.role.name, kind: 'missing' });
}

/** Whoever signs in as pods of the cluster do. */
const ofPods: ReadonlySet<string> = new Set(['loadBalancer', 'flux']);

/** The box of whoever needs a role; it may not be on the map yet. */
function holderOf(
  { holders, sketch, root }: ClusterSketch,
  { identity, holder: name = identity, principalId }: MissingRole,
): string {
  const known = holders.find({ principalId }) ?? holders.named(name);
  if (known !== undefined) return known;
  const box = holders.add({
    key: name,
    group: ofPods.has(identity) ? 'workloads' : 'around',
    principalId,
    label: name,
    caption: toText`needs a role for the cluster`,
  });
  sketch.connect({ from: root, to: box });
  holders.name(box, name);
  return box;
}

function lineOfGrant(clusterSketch: ClusterSketch, finding: Finding, grant: NonNullable<Finding['grant']>): string {
  const { role, scope, principalId, where } = grant;
  const from = clusterSketch.holders.find({ principalId }) ?? holderOfGrant(clusterSketch, finding, principalId);
  const to = clusterSketch.sketch.addScope(scope, textOf(where));
  return clusterSketch.sketch.connect({ from, to, label: textOf(role) });
}

/** Who has a role and is not on the map yet: one of the cluster's own, a former one, or a workload's. */
function holderOfGrant(
  clusterSketch: ClusterSketch,
  { about = [], former, places = [] }: Finding,
  principalId: string,
): string {
  const [holderNamed] = about.flatMap((identityPart) => clusterSketch.holders.named(identityPart) ?? []);
  if (holderNamed !== undefined) return holderNamed;
  if (former) return formerBox(clusterSketch, former, 'notUsed');
  const [identityId] = places;
  const names = { principalId, identityId };
  const label = identityId === undefined ? principalLabel(principalId) : lastSegment(identityId);
  const box = clusterSketch.holders.add({
    key: principalId,
    group: 'workloads',
    label,
    caption: toText`workload`,
    ...names,
  });
  clusterSketch.sketch.connect({ from: clusterSketch.root, to: box });
  return box;
}

/** The box of a principal that the cluster may have used before. */
function formerBox(
  { holders, sketch, root }: ClusterSketch,
  { principalId, name }: NonNullable<Finding['former']>,
  kind: LineKind,
): string {
  const holderOfPrincipal = holders.find({ principalId });
  if (holderOfPrincipal !== undefined) return holderOfPrincipal;
  const box = holders.add({
    key: principalId,
    group: 'former',
    principalId,
    label: name === undefined ? principalLabel(principalId) : textOf(name),
    caption: toText`not an identity of this cluster`,
  });
  sketch.connect({ from: root, to: box, kind });
  return box;
}

/** The box of a resource or a principal: its own, or that of what it belongs to, such as the identity of a credential. */
function boxOf({ sketch, holders, root, facts: { cluster } }: ClusterSketch, id: string): string | undefined {
  const holder = holders.find({ identityId: id }) ?? holders.named(id);
  if (holder !== undefined) return holder;
  if (idKey(id) === idKey(cluster.id)) return root;
  if (sketch.has(scopeId(id))) return scopeId(id);
  const owner = /^(.*\/userAssignedIdentities\/[^/]+)\/federatedIdentityCredentials\/[^/]+$/i.exec(id)?.[1];
  if (owner === undefined) return undefined;
  return holders.find({ identityId: owner }) ?? addResource({ sketch, holders, root }, owner, 'workloads');
}

function ofSubject(clusterSketch: ClusterSketch, finding: Finding): string | undefined {
  const { subject } = finding;
  if (subject === undefined) return undefined;
  const box = boxOf(clusterSketch, subject) ?? clusterSketch.holders.find({ clientId: subject });
  if (box !== undefined) return box;
  const isResource = parseResourceId(subject) !== undefined && subject.split('/').length > 5;
  const isOwn = isAtOrBelow(subject, clusterSketch.facts.cluster.id);
  const kind = wordOf(finding).line === 'notUsed' ? 'notUsed' : 'granted';
  return isResource && !isOwn ? addResource(clusterSketch, subject, 'around', kind) : undefined;
}

/** A resource that a finding names and that nothing else has put on the map. */
function addResource(
  { sketch, holders, root }: Pick<ClusterSketch, 'sketch' | 'holders' | 'root'>,
  id: string,
  group: string,
  kind: LineKind = 'granted',
): string {
  const isIdentity = isOfType(id, resourceType.identity);
  const box = holders.add({
    key: id,
    group,
    label: lastSegment(id),
    caption: resourceKindOf(id),
    icon: iconOfType(parseResourceId(id)?.type),
    ...(isIdentity ? { identityId: id } : { facts: [{ label: toText`Resource ID`, value: id, copy: id }] }),
  });
  holders.name(box, idKey(id));
  sketch.connect({ from: root, to: box, kind });
  return box;
}

/** Draws the roles of which it isn't known whether they are held. */
export function placeOpenNeeds(clusterSketch: ClusterSketch): void {
  const { sketch, facts } = clusterSketch;
  for (const need of facts.untold ?? []) lineOfNeed(clusterSketch, need);
  for (const need of distinctRoles((facts.requirements ?? []).filter(({ verdict }) => verdict === 'unknown'))) {
    const { role, scope, reason } = need;
    const line = lineOfNeed(clusterSketch, need);
    const reasonWords = reason ?? say`It could not be checked.`;
    const text = say`It isn't known whether it has ${role.name} on ${scopeName(scope)}. ${reasonWords}`;
    const title = say`Not known: ${role.name}`;
    sketch.report({ tone: 'unknown', word: toText`unknown`, title, text, reason: reasonWords }, [line], 'unknown');
  }
}

/** Draws the line of a role that is needed and may be held. */
function lineOfNeed(clusterSketch: ClusterSketch, need: Requirement): string {
  const { role, scope } = need;
  const { sketch, root } = clusterSketch;
  const from = holderOf(clusterSketch, need);
  sketch.connect({ from: root, to: from });
  return sketch.connect({
    from,
    to: sketch.addScope(scope),
    label: role.name,
    kind: 'unknown',
    facts: [{ label: toText`Needed`, value: neededFor(need) }],
    isOpen: true,
  });
}

/** Returns the title of a problem: that of its finding, else its own, else its word. */
export function problemTitle({ word, title, finding }: Pick<SketchProblem, 'word' | 'title' | 'finding'>): Words {
  const subject = title ?? say`${capitalised(word)}`;
  return finding === undefined ? subject : topicOf(finding).title;
}
