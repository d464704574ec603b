/** A map, ready to show. */
import type { ClusterAround } from '../../app/facts/clusterAround.ts';
import type { ClusterDetails } from '../../app/facts/clusterDetails.ts';
import type { NamedWorkloads } from '../../app/facts/clusterWorkloads.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { sameId } from '../../domain/arm/resourceId.ts';
import { kindOf } from '../../domain/findings/catalogue.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { clusterMap } from '../../domain/identityMap/clusterMap.ts';
import { problemTitle } from '../../domain/identityMap/placeFindings.ts';
import type { IdentityMap, SketchProblem, SketchThing } from '../../domain/identityMap/sketch.ts';
import { isOfAccess } from '../../domain/cluster/accessReads.ts';
import { whyNotRead, type Unknown } from '../../domain/arm/unknown.ts';
import { keyOfWords } from '../../sentences/words.ts';
import { fingerprintOf } from '../../domain/report/fingerprint.ts';
import type { Requirement } from '../../domain/needs/need.ts';
import type { ClusterAccess } from '../../domain/whoCanAct/model.ts';
import type { MapView } from '../protocol/map.ts';
import { decisionsOf } from '../state/evidence.ts';
import { isJoinable } from '../../domain/findings/joinedFixes.ts';
import { startFor } from '../../domain/findings/findingStart.ts';
import { fixKeyOf } from '../state/fixKey.ts';
import { defined } from '../../shape/defined.ts';
import { t, shownText } from '../../sentences/language.ts';

/** What is read after the cluster itself; left out until then. */
export interface ReadLater {
  readonly workloads?: Pick<NamedWorkloads, 'workloads' | 'unknown'>;
  readonly around?: ClusterAround;
  /** Who can act on it, where the map shows that. */
  readonly access?: ClusterAccess;
  /** What it needs, where nothing tells whether it has that. */
  readonly untold?: readonly Requirement[];
  /** How much of the cluster could not be checked. */
  readonly notChecked?: number;
}

/** Makes the map of a cluster; `findings` are those that are not accepted. */
export function mapView(
  { cluster, roleAssignments, unknown, rolesUnread }: ClusterDetails,
  requirements: readonly Requirement[],
  findings: readonly Finding[],
  { workloads, around, access, untold, notChecked }: ReadLater = {},
): MapView {
  const needed = requirements.flatMap((need) => need.unknown ?? []);
  const map = clusterMap({
    cluster,
    findings,
    requirements,
    unknown: withoutSaid(unknown, needed),
    roles: roleAssignments,
    ...defined({
      rolesUnread,
      notChecked,
      workloads: workloads?.workloads,
      workloadsUnknown: workloads && withoutSaid(workloads.unknown, needed),
      around: around && { ...around, unknown: withoutSaid(around.unknown, needed) },
      access,
      untold,
    }),
  });
  return shownMap(map, cluster.name, cluster);
}

/** Without lists of roles that could not be read for the reason that roles which the cluster needs say already. */
function withoutSaid(unknown: readonly Unknown[], said: readonly Unknown[]): readonly Unknown[] {
  const isOfRoles = ({ subject }: Unknown): boolean => subject.what === 'roleAssignments' || isOfAccess(subject);
  const keyOf = (each: Unknown): string => `${each.cause} ${keyOfWords(whyNotRead(each))}`;
  const keys = new Set(said.filter(isOfRoles).map(keyOf));
  return unknown.filter((each) => !isOfRoles(each) || !keys.has(keyOf(each)));
}

/** Makes what is shown of a map of something with that name; `cluster` is given if its findings are among the details next to it. */
export function shownMap({ groups, things, lines, problems }: IdentityMap, name: string, cluster?: Cluster): MapView {
  return {
    title: t`Identity map of ${name}`,
    fileName: `aks-identity-${name.replace(/[^\w.-]+/g, '-')}`,
    groups,
    things: things.map((thing) => (isDeleted(thing, problems) ? withoutMap(thing) : thing)),
    lines,
    problems: problems.map((problem) => problemView(problem, cluster)),
  };
}

/** An identity that was deleted has no map of its own. */
function isDeleted({ identityId, problems }: SketchThing, all: readonly SketchProblem[]): boolean {
  return problems.some((index) => {
    const { code, subject, severity } = all[index]?.finding ?? {};
    const saysSo = code !== undefined && kindOf(code) === 'identityDeleted' && severity !== 'unknown';
    return saysSo && sameId(subject, identityId);
  });
}

function withoutMap({ identityId: _, ...thing }: SketchThing): SketchThing {
  return thing;
}

function problemView(problem: SketchProblem, cluster: Cluster | undefined): MapView['problems'][number] {
  const { tone, word, text, reason, finding } = problem;
  return {
    title: shownText(problemTitle(problem)),
    tone,
    word,
    text: shownText(text),
    ...defined({ reason: reason && shownText(reason) }),
    ...(problem.isOfOthers === true ? { isOfOthers: true } : {}),
    ...(finding
      ? {
          ...decisionsOf(finding),
          ...(cluster === undefined
            ? {}
            : { finding: fingerprintOf(cluster.id, finding), ...startFor(finding, cluster) }),
          ...fixKeyOf(finding.code, finding.fix),
          ...(isJoinable(finding) ? { joins: true } : {}),
          source: finding.source,
          ...(finding.customRole ? { customRole: JSON.stringify(finding.customRole, undefined, 2) } : {}),
        }
      : {}),
  };
}
