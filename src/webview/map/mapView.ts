/** The map of a cluster: its identities, their roles and scopes, what is missing, and what is left over. */
import type { ClusterAround } from '../../app/facts/clusterAround.ts';
import type { ClusterDetails } from '../../app/facts/clusterDetails.ts';
import { idKey, lastSegment, sameGuid } from '../../domain/arm/resourceId.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { identitySummary } from '../../domain/identityTable/identityTable.ts';
import type { MissingRole } from '../../domain/findings/rule/rule.ts';
import { severities } from '../../domain/findings/rule/weight.ts';
import type { Requirement } from '../../domain/needs/need.ts';
import { addonInfo } from '../../domain/cluster/addons.ts';
import { principalOf } from '../../domain/cluster/principals.ts';
import { otherIdentitiesOf } from '../../domain/cluster/identitiesOf.ts';
import { scopeName, scopeOfAssignment } from '../../domain/arm/scopeWords.ts';
import { controlPlaneKinds } from '../../domain/words/describe.ts';
import type { NamedWorkload } from '../../app/facts/clusterWorkloads.ts';
import type { MapNode, MapView } from '../protocol/panel.ts';
import { fixKeyOf } from '../state/fixKey.ts';
import { drawRole, newDrawing, scopeNode, type Drawing } from './drawing.ts';
import { identityProblemOf, missingOf, worstTone } from './identityProblem.ts';
import { drawAround } from './aroundOnMap.ts';
import { unknownBrief } from '../../domain/arm/unknown.ts';
import { addWorkloads } from './workloadsOnMap.ts';
import { textOf } from '../../sentences/textOf.ts';

/**
 * Makes the map tab, what is missing first, workloads after the cluster's own identities. An edge is `granted`, `missing` (there is a finding that says so), or
 * `leftover` (granted, but no longer needed).
 */
export function mapView(
  details: ClusterDetails,
  requirements: readonly Requirement[],
  findings: readonly Finding[],
  { workloads = [], around }: { readonly workloads?: readonly NamedWorkload[]; readonly around?: ClusterAround } = {},
): MapView {
  const holders = holdersOf(details.cluster, findings, requirements);
  const drawing = newDrawing(lackingScopes(holders));
  const root = drawing.add(clusterNode(details));
  for (const holder of holders) {
    drawing.connect(root, drawing.add(holder.node), holder.isOn ? 'granted' : 'leftover');
    drawMissing(drawing, holder);
    drawGrants(drawing, holder, details);
  }
  drawOthers(drawing, root, details.cluster);
  addWorkloads(drawing, root, workloads);
  if (around) drawAround(drawing, root, around);
  drawLeftovers(drawing, root, findings);
  return drawing.view();
}

interface Holder {
  /** The names that requirements use for it, in lower case. */
  readonly names: readonly string[];
  readonly principalId: string | undefined;
  readonly isOn: boolean;
  readonly node: MapNode;
  /** Findings about a role that it needs and does not have. */
  readonly missing: readonly MissingFinding[];
}

type MissingFinding = Finding & { readonly missing: MissingRole };

function clusterNode({ cluster, unknown }: ClusterDetails): MapNode {
  return {
    id: idKey(cluster.id),
    kind: 'cluster',
    label: cluster.name,
    // The box next to it says which identity it is.
    caption: controlPlaneKinds[cluster.controlPlane.kind],
    tone: 'info',
    facts: [
      ...unknown.map((one) => ({ label: 'Not read', value: textOf(unknownBrief(one)) })),
      { label: 'Region', value: cluster.location },
      { label: 'Resource ID', value: cluster.id, copy: cluster.id },
    ],
  };
}

/**
 * Finds the cluster's identities by principal; one that plays two parts is one thing on the map. Those that lack a role come
 * first.
 */
function holdersOf(
  cluster: Cluster,
  findings: readonly Finding[],
  requirements: readonly Requirement[],
): readonly Holder[] {
  const rows = identitySummary(cluster);
  const named: readonly (readonly [string, string, boolean])[] = [
    [cluster.controlPlane.kind === 'servicePrincipal' ? 'servicePrincipal' : 'controlPlane', 'Control plane', true],
    ['kubelet', 'Kubelet', true],
    ...cluster.addons.map(
      ({ name, enabled }) => [name, `Add-on ${addonInfo(name)?.displayName ?? name}`, enabled] as const,
    ),
  ];
  const holders = named.flatMap(([name, part, isOn]): Holder[] => {
    const principalId = principalOf(cluster, name);
    const row = rows.find(({ actual }) => principalId !== undefined && actual.principalId === principalId);
    const addon = cluster.addons.find((one) => one.name === name);
    const clientId = clientOf(cluster, name);
    const problem = identityProblemOf(findings, name);
    const { missing, others, unknown, tone } = missingOf(findings, requirements, name);
    if (!principalId && addon) return [];
    const facts = [
      ['Principal ID', principalId],
      ['Client ID', clientId],
      ['Resource ID', row?.actual.identityId ?? ownId(cluster, name)],
    ] as const;
    return [
      {
        names: [name.toLowerCase()],
        principalId,
        isOn,
        missing,
        node: {
          id: principalId?.toLowerCase() ?? `identity ${clientId ?? name}`,
          kind: 'identity',
          label: row?.actual.name ?? nameOf(ownId(cluster, name), clientId !== undefined && !principalId) ?? part,
          caption: problem ? `${part} (${problem})` : isOn ? part : `${part}, which is off`,
          tone: problem ? 'error' : (tone ?? (principalId ? 'ok' : 'unknown')),
          facts: [
            ...others.map(({ text }) => ({ label: 'Finding', value: textOf(text) })),
            ...(unknown === undefined ? [] : [{ label: 'Not checked', value: unknown }]),
            ...facts.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value, copy: value }])),
          ],
        },
      },
    ];
  });
  const byId = Map.groupBy(holders, ({ node }) => node.id);
  const merged = [...byId.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const caption = same.map(({ node }) => node.caption).join(' and ');
    const tone = worstTone(same.map(({ node }) => node.tone));
    const missing = same.flatMap((each) => each.missing);
    return [{ ...first, names: same.flatMap(({ names }) => names), missing, node: { ...first.node, caption, tone } }];
  });
  return merged.toSorted((a, b) => Number(a.missing.length === 0) - Number(b.missing.length === 0));
}

/** Names an identity that AKS made for an add-on, or a service principal, whose id is among its facts. */
function nameOf(identityId: string | undefined, isServicePrincipal: boolean): string | undefined {
  if (identityId !== undefined) return lastSegment(identityId);
  return isServicePrincipal ? 'service principal' : undefined;
}

function ownId({ controlPlane, kubelet, addons }: Cluster, name: string): string | undefined {
  if (name === 'controlPlane') return controlPlane.kind === 'userAssigned' ? controlPlane.identityId : undefined;
  if (name === 'kubelet') return 'identityId' in kubelet ? kubelet.identityId : undefined;
  return addons.find((one) => one.name === name)?.identityId;
}

function clientOf({ controlPlane, kubelet, addons }: Cluster, name: string): string | undefined {
  if (name === 'controlPlane' || name === 'servicePrincipal') {
    return 'clientId' in controlPlane ? controlPlane.clientId : undefined;
  }
  if (name === 'kubelet') return 'clientId' in kubelet ? kubelet.clientId : undefined;
  return addons.find((addon) => addon.name === name)?.clientId;
}

function drawGrants(drawing: Drawing, { principalId, node }: Holder, { roleAssignments }: ClusterDetails): void {
  for (const role of roleAssignments) {
    if (sameGuid(role.principalId, principalId)) drawRole(drawing, node, role);
  }
}

function drawMissing(drawing: Drawing, holder: Holder): void {
  const byRole = Map.groupBy(holder.missing, ({ missing }) => missing.role.name);
  for (const [role, findings] of byRole) {
    const roleNode = drawing.add({
      id: `${holder.node.id} missing ${role}`,
      kind: 'role',
      label: role,
      caption: `missing for ${holder.node.label}`,
      facts: findings.map(({ missing, text }) => ({ label: scopeName(missing.scope), value: textOf(text) })),
      ...needOf(findings),
    });
    drawing.connect(holder.node.id, roleNode, 'missing');
    for (const { missing } of findings) drawing.connect(roleNode, drawing.addScope(missing.scope), 'missing');
  }
}

/** How bad it is that these roles are missing, and what fixes it. */
function needOf(findings: readonly MissingFinding[]): Pick<MapNode, 'tone' | 'fixKeys'> {
  const tone = severities.find((one) => findings.some(({ severity }) => severity === one)) ?? 'error';
  const fixKeys = findings.flatMap(({ code, fix }) => fixKeyOf(code, fix).fixKey ?? []);
  return { tone, ...(fixKeys.length > 0 ? { fixKeys: [...new Set(fixKeys)] } : {}) };
}

/** The scopes on which roles are missing, by `idKey`: they are not fine, and have their fixes next to them. */
function lackingScopes(holders: readonly Holder[]): ReadonlyMap<string, MapNode> {
  const all = holders.flatMap(({ node, missing }) => missing.map((finding) => ({ who: node.label, finding })));
  const byScope = Map.groupBy(all, ({ finding }) => idKey(finding.missing.scope));
  return new Map(
    [...byScope].map(([key, lacks]) => {
      const node = scopeNode(lacks[0]?.finding.missing.scope ?? key);
      const value = (one: (typeof all)[number]): string => `${one.finding.missing.role.name} for ${one.who}`;
      const missing = lacks.map((one) => ({ label: 'Missing role', value: value(one) }));
      return [
        key,
        { ...node, ...needOf(lacks.map(({ finding }) => finding)), facts: [...missing, ...node.facts] },
      ] as const;
    }),
  );
}

/** Draws the identities that the cluster's settings name for something else. */
function drawOthers(drawing: Drawing, root: string, cluster: Cluster): void {
  for (const [key, uses] of Map.groupBy(otherIdentitiesOf(cluster), ({ identityId }) => idKey(identityId))) {
    const identityId = uses[0]?.identityId ?? key;
    const node = drawing.add({
      id: `named ${key}`,
      kind: 'identity',
      label: lastSegment(identityId),
      caption: uses.map(({ as }) => as).join(' and '),
      tone: 'info',
      facts: [{ label: 'Resource ID', value: identityId, copy: identityId }],
    });
    drawing.connect(root, node, 'granted');
  }
}

/** Draws grants around the cluster whose holder is none of its identities. */
function drawLeftovers(drawing: Drawing, root: string, findings: readonly Finding[]): void {
  for (const { code, severity, text, fix } of findings) {
    if (code !== 'leftoverGrant' || fix?.kind !== 'removeRole') continue;
    const former = drawing.add({
      id: 'former identities',
      kind: 'identity',
      label: 'Former identities',
      caption: 'unused by visible clusters',
      tone: 'unknown',
      facts: [],
    });
    const roleNode = drawing.add({
      id: `leftover ${fix.roleAssignmentId.toLowerCase()}`,
      kind: 'role',
      label: 'Unused role assignment',
      caption: `on ${scopeName(scopeOfAssignment(fix.roleAssignmentId))}`,
      tone: severity === 'warning' ? 'warning' : 'unknown',
      facts: [
        { label: 'Finding', value: textOf(text) },
        { label: 'Role assignment', value: fix.roleAssignmentId, copy: fix.roleAssignmentId },
      ],
    });
    drawing.connect(root, former, 'leftover');
    drawing.connect(former, roleNode, 'leftover');
    drawing.connect(roleNode, drawing.addScope(scopeOfAssignment(fix.roleAssignmentId)), 'leftover');
  }
}
