/** What a panel shows of a cluster from a file: what the file tells as of any other cluster, and what it lacks only once. */
import type { ClusterAround } from '../../../app/facts/clusterAround.ts';
import type { NamedWorkloads } from '../../../app/facts/clusterWorkloads.ts';
import { lastSegment, subscriptionOf } from '../../../domain/arm/resourceId.ts';
import { scopeName } from '../../../domain/arm/scopeWords.ts';
import { isNotInFile, type Unknown } from '../../../domain/arm/unknown.ts';
import { isOfAccess } from '../../../domain/cluster/accessReads.ts';
import { lackName, lacksOf } from '../../../domain/cluster/notInFile.ts';
import { distinctRoles, type Requirement } from '../../../domain/needs/need.ts';
import type { Details, OfFile } from '../../protocol/panel.ts';
import type { WorkloadsView } from '../../protocol/workloads.ts';
import { partName } from './detailsView.ts';
import type { MapModel } from './mapOfPanel.ts';
import { shownText } from '../../../sentences/language.ts';
import type { Phrase } from '../../../sentences/words.ts';

/** The file that a panel's cluster is from. */
export interface KnownFile {
  readonly name: string;
  /** It has no role assignments. */
  readonly lacksRoles?: true;
}

/** Returns what the page says of a file: what it lacks, and the command whose output has the roles that it lacks. */
export function ofFile(
  { name, lacksRoles }: KnownFile,
  clusterId: string | undefined,
  lacks: readonly string[],
): OfFile {
  if (!lacksRoles) return { name, lacks };
  // Without one, az asks the subscription that happens to be the default.
  const id = clusterId === undefined ? undefined : subscriptionOf(clusterId);
  const place = id === undefined ? '' : ` --subscription ${id}`;
  return { name, lacks, rolesCommand: `az role assignment list --all${place} --output json` };
}

/** A panel's model without what its file lacks, and the names of that. */
export interface ToldByFile<M extends MapModel> {
  readonly model: M;
  readonly lacks: readonly Phrase[];
}

/** Takes out of a model what is unknown only because the file doesn't contain it. */
export function toldByFile<M extends MapModel>(model: M): ToldByFile<M> {
  const lacking: Unknown[] = [];
  const told = (unknown: readonly Unknown[]): readonly Unknown[] => {
    lacking.push(...unknown.filter(isNotInFile));
    return unknown.filter((each) => !isNotInFile(each));
  };
  const { known, workloads, around } = model;
  return {
    model: {
      ...model,
      ...(known ? { known: toldOfCluster(known, told) } : {}),
      ...(workloads?.known ? { workloads: { ...workloads, known: toldOfWorkloads(workloads.known, told) } } : {}),
      ...(around ? { around: toldAround(around, told) } : {}),
    },
    lacks: lacksOf(lacking),
  };
}

/** Makes the list of roles that a cluster's identities may need or lack, each with what the file would have to contain. */
export function uncheckedRoles(requirements: readonly Requirement[]): NonNullable<Details['unchecked']> {
  return requirements.map(({ identity, holder, role, scope, unknown: [first] = [] }) => ({
    identity: holder ?? partName(identity),
    role: role.name,
    scope: shownText(scopeName(scope)),
    fullScope: scope,
    lacks:
      first === undefined
        ? ''
        : isOfAccess(first.subject)
          ? shownText(lackName(first))
          : lastSegment(first.subject.of ?? ''),
  }));
}

type Told = (unknown: readonly Unknown[]) => readonly Unknown[];

/** True if nothing is left that could be said about it. */
function isUntold({ unknown = [] }: { readonly unknown?: readonly Unknown[] }, told: Told): boolean {
  return unknown.length > 0 && told(unknown).length === 0;
}

function toldOfCluster(known: NonNullable<MapModel['known']>, told: Told): NonNullable<MapModel['known']> {
  const { findings, requirements, unknown } = known;
  const untold = requirements.filter((need) => need.verdict === 'unknown' && isUntold(need, told));
  return {
    ...known,
    unknown: told(unknown),
    findings: findings.filter((finding) => finding.severity !== 'unknown' || !isUntold(finding, told)),
    requirements: requirements.filter((need) => !untold.includes(need)),
    untold: distinctRoles(untold),
  };
}

function toldOfWorkloads(known: NamedWorkloads, told: Told): NamedWorkloads {
  return { ...known, unknown: told(known.unknown) };
}

function toldAround({ kinds, unknown }: ClusterAround, told: Told): ClusterAround {
  return {
    kinds: kinds.map((look) => ({
      ...look,
      unknown: told(look.unknown),
      findings: look.findings.filter((finding) => finding.severity !== 'unknown' || !isUntold(finding, told)),
    })),
    unknown: told(unknown),
  };
}

/** What is shown of a cluster from a file leads to no change, and that it names no workloads does not mean that there are none. */
export function asLooked(
  details: Details & { readonly workloads: WorkloadsView },
  file: KnownFile | undefined,
): Details {
  if (!file) return details;
  const { findings, workloads, pools } = details;
  const { rows = [], ...otherWorkloads } = workloads;
  return {
    ...details,
    findings: findings.map(({ start: _, ...finding }) => finding),
    pools: pools.map((pool) => ({ ...pool, identities: '' })),
    workloads: { ...otherWorkloads, ...(rows.length > 0 ? { rows } : {}), starts: [] },
  };
}
