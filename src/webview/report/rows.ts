/** The clusters of a report, each with what filters, sorting and lines need of it again and again. */
import type { IdentityService } from '../../app/identityService.ts';
import { idKey, lastSegment } from '../../domain/arm/resourceId.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { topicOf, type Finding } from '../../domain/findings/finding.ts';
import { openOf } from '../../domain/findings/rule/weight.ts';
import { pageColumns, type ReportRow } from '../../domain/report/columns.ts';
import type { ComparedFinding } from '../../domain/report/comparison.ts';
import { rankOf, worstFindingOf, type ClusterRank } from '../../domain/report/formats/worstFirst.ts';
import { controlPlaneKinds, describeControlPlane, describeKubelet } from '../../domain/words/describe.ts';
import type { PageColumn } from '../../domain/words/reportLook.ts';
import type { ReportLine } from '../protocol/report.ts';
import type { QueryKey } from '../protocol/reportQuery.ts';
import { shownText } from '../../sentences/language.ts';
import { say, type Words } from '../../sentences/words.ts';

/** What a cell says, and what its tooltip adds. */
export interface Cell {
  readonly text: string | number;
  readonly title?: string;
}

/** A cluster with its findings, and with what filters and sorting need again and again. */
export interface FleetRow extends ReportRow, ClusterRank {
  /** What the words of a filter may find of the cluster itself, in lower case. */
  readonly searched: string;
  /** What they may find of each finding, in lower case: its code and topic, and its title. */
  readonly searchedOf: ReadonlyMap<Finding, { readonly keys: readonly string[]; readonly title: string }>;
  /** What a filter may ask for by name. */
  readonly facets: Readonly<Record<Exclude<QueryKey, 'finding' | 'compliance'>, readonly string[]>>;
  /** Its findings compared with an earlier report, if there is one. */
  readonly compared?: ReadonlyMap<Finding, ComparedFinding>;
  /** The cluster is only listed so far: its findings are not known yet. */
  readonly isPending?: true;
  /** The row as it was when it was put in its place; what is decided or read later doesn't move it. */
  readonly placed?: FleetRow;
  /** It was read again since then, so that its findings are others than those of `placed`; else they are in the same order. */
  readonly isRenewed?: true;
}

/** Makes the row of a cluster; the subscription is shown by its name if that is known. */
export function fleetRow(row: ReportRow & Pick<FleetRow, 'isPending'>, subscriptionName: string | undefined): FleetRow {
  const { cluster, findings } = row;
  const facets = facetsOf(cluster, subscriptionName);
  const described = [describeControlPlane(cluster.controlPlane), describeKubelet(cluster.kubelet)];
  const searched = [cluster.name, ...described.map(shownText)];
  return {
    ...row,
    subscriptionName,
    ...rankOf(row),
    searched: [...searched, ...Object.values(facets).flat()].join('\n').toLowerCase(),
    searchedOf: new Map(
      findings.map((finding) => {
        const { key, title } = topicOf(finding);
        return [
          finding,
          { keys: [finding.code.toLowerCase(), key.toLowerCase()], title: shownText(title).toLowerCase() },
        ];
      }),
    ),
    facets,
  };
}

/** Makes the row of a cluster, and looks up its subscription by id. */
export function namedRow(row: Parameters<typeof fleetRow>[0], names: ReadonlyMap<string, string>): FleetRow {
  return fleetRow(row, names.get(row.cluster.subscriptionId.toLowerCase()));
}

/** Returns the row with its findings as they are decided now, in its place and with its findings in theirs. */
export function decidedRow(row: FleetRow, decided: IdentityService['decided']): FleetRow {
  const findings = row.findings.flatMap((finding) => decided([finding], row.cluster.id));
  if (findings.every((finding, index) => finding === row.findings[index])) return row;
  const { placed: _, ...placed } = row;
  return { ...fleetRow({ ...row, findings }, row.subscriptionName), placed: row.placed ?? placed };
}

/** Returns a row that was read again, in the place of the row before, which may be missing. */
export function renewedRow(row: FleetRow, before: FleetRow | undefined): FleetRow {
  if (before === undefined || !isJudged(before)) return row;
  const { placed = before } = before;
  return { ...row, placed, isRenewed: true };
}

/** Returns the row where it belongs now. */
export function movedRow({ placed: _, isRenewed: __, ...row }: FleetRow): FleetRow {
  return row;
}

/** Returns true for a row whose cluster's findings are known. */
export function isJudged(row: FleetRow | undefined): boolean {
  return row !== undefined && !row.isPending;
}

/** Nothing was found that is not accepted, and everything could be checked. */
export function isClean(row: FleetRow): boolean {
  return isJudged(row) && openOf(row.findings).length === 0 && row.counts.unknown === 0;
}

/** Names each kind of kubelet identity. */
const kubeletKinds: Readonly<Record<Cluster['kubelet']['kind'], Words>> = {
  servicePrincipal: say`service principal`,
  default: say`created by AKS`,
  preCreated: say`user-assigned`,
  unknown: say`not known yet`,
};

function facetsOf(cluster: Cluster, subscriptionName: string | undefined): FleetRow['facets'] {
  const { subscriptionId, resourceGroup, location, controlPlane, kubelet, addons } = cluster;
  return {
    subscription: [...(subscriptionName === undefined ? [] : [subscriptionName]), subscriptionId],
    group: [resourceGroup],
    region: [location],
    identity: [controlPlane, kubelet, ...addons].flatMap(identityWords),
    controlPlane: [shownText(controlPlaneKinds[controlPlane.kind])],
    kubelet: [shownText(kubeletKinds[kubelet.kind])],
  };
}

/** Returns the name of an identity, and every id by which the user may search for it. */
function identityWords(identity: object): readonly string[] {
  const { identityId, ...ids } = identity as Readonly<Record<string, string | undefined>>;
  const { principalId, clientId, objectId } = ids;
  const names = identityId === undefined ? [] : [lastSegment(identityId), identityId];
  return [...names, ...[principalId, clientId, objectId].filter((id) => id !== undefined)];
}

/** Returns what a row says in a column. Identities are shown by their name alone; the tooltip says the rest. */
export function cellOf(key: PageColumn, row: ReportRow): Cell {
  const { controlPlane, kubelet } = row.cluster;
  if (key === 'controlPlane') return shortened(controlPlane, shownText(describeControlPlane(controlPlane)));
  if (key === 'kubelet') return shortened(kubelet, shownText(describeKubelet(kubelet)));
  const value = pageColumns[key].of(row);
  return { text: typeof value === 'number' ? value : shownText(value) };
}

function shortened(identity: object, title: string): Cell {
  if ('identityId' in identity) return { text: lastSegment(String(identity.identityId)), title };
  return 'clientId' in identity ? { text: shownText(controlPlaneKinds.servicePrincipal), title } : { text: title };
}

/** Returns what the worst finding is that is not accepted; `undefined` if there is none. */
export function worstOf({ findings }: FleetRow): ReportLine['worst'] {
  const worst = worstFindingOf(findings);
  return worst && { title: shownText(topicOf(worst).title), text: shownText(worst.text) };
}

/** Returns the rows by the keys of their ids. */
export function keyOfRow({ cluster }: FleetRow): string {
  return idKey(cluster.id);
}

/** Returns the rows whose keys are selected; makes no key if nothing is. */
export function selectedAmong(rows: readonly FleetRow[], selected: ReadonlySet<string>): readonly FleetRow[] {
  return selected.size === 0 ? [] : rows.filter((row) => selected.has(keyOfRow(row)));
}
