/** Plans what Gateways need for certificates and DNS records: settings of the cluster, identities, roles, credentials. */
import { asArmId, idKey, resourceType, sameGuid, sameId, type ArmId } from '../../arm/resourceId.ts';
import { Refusal } from '../../arm/refusal.ts';
import { isRole } from '../../access/roles.ts';
import type { Change, ChangeOf } from '../../change/change.ts';
import type { Cluster } from '../../cluster/model.ts';
import type { GatewayObjects } from '../../gateway/gatewayYaml.ts';
import { placeUse } from '../../gateway/holders.ts';
import { notAVault, notAZone, placeKindOf, placeNeeds } from '../../gateway/placeKinds.ts';
import { gatewayClassOf, routingOf } from '../../gateway/routing.ts';
import { sharesOf } from '../../gateway/shares.ts';
import { credentialLimit } from '../../workloads/credential.ts';
import { countWithNoun, fewOf } from '../../words/counts.ts';
import { sentenceList } from '../../words/describe.ts';
import { planAssignRole } from '../access/roles.ts';
import { callerAction, linkedNeeds, writeChecks } from '../callerChecks.ts';
import { controlPlaneNeedChecks } from '../clusterPutBody.ts';
import { planNewIdentity } from '../identities/groupsAndIdentities.ts';
import {
  assertNotBusy,
  assertRunning,
  clusterAt,
  existingResource,
  existingScope,
  plannedIdentity,
} from '../lookUps.ts';
import { noRestartKnown, nothingRestarts } from '../pace.ts';
import {
  contextAfter,
  isDoneAlready,
  isOwn,
  notReadPart,
  planPart,
  type PlanContext,
  type PlanPart,
} from '../planPart.ts';
import type { NextStep } from '../nextSteps.ts';
import type { PlanSketch, Step } from '../plan.ts';
import {
  credentialRules,
  credentialNamesAfter,
  credentialsOf,
  planCreateCredential,
  roomOf,
} from '../workloads/credentials.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';
import { clusterChecks, gatewayPage, gatewayWarnings, placeChecks, usesPolicies } from './gatewayChecks.ts';
import { gatewaySwitches, switchSketches, switchStep, type GatewaySwitches } from './gatewaySwitches.ts';

type Preparation = ChangeOf<'prepareGateway'>;

/** Plans one cluster PUT with what is missing, then identities, their roles, and the credentials one after the other. */
export function planPrepareGateway(change: Preparation, context: PlanContext): PlanPart {
  const cluster = clusterAt(asArmId(change.clusterId, resourceType.cluster), context.facts);
  if (!cluster) return notReadPart;
  assertRunning(cluster);
  const places = placesOf(change);
  assertNames(change);
  const shares = sharesOf(change);
  const switches = gatewaySwitches(cluster, (change.vaults ?? []).length > 0, context);
  const puts = switchStep(cluster, switches);
  if (puts.length > 0) assertNotBusy(cluster);
  for (const { id, name } of places) existingResource(id, name, context.facts);
  const parts: PlanPart[] = [];
  const earlier: Change[] = switches.turnsIssuerOn || switches.turnsWorkloadIdentityOn ? [turnOn(cluster)] : [];
  const after = (): PlanContext => subContext(context, earlier, [...puts, ...parts.flatMap(({ steps }) => steps)]);
  for (const { creation } of shares) {
    if (creation === undefined) continue;
    const part = planNewIdentity(creation, after());
    parts.push(part);
    // One that is there already is used with what it has.
    if (isOpen(part, context)) earlier.push(creation);
  }
  for (const [index, { identityId }] of shares.entries()) {
    for (const { id } of places) {
      // All DNS objects use the first account, so that only its identity writes records.
      const isUsed = index === 0 || placeKindOf(id) === 'vault';
      if (isUsed && !usesPolicies(id, context.facts) && !hasOtherRole(id, identityId, after()))
        parts.push(planAssignRole(roleAt(id, identityId), after()));
    }
  }
  for (const { identityId, accounts } of shares) {
    const before = after();
    for (const account of accounts)
      parts.push(
        planCreateCredential(
          { kind: 'createCredential', clusterId: cluster.id, identityId, ...account },
          after(),
          true,
        ),
      );
    assertRoom(asArmId(identityId, resourceType.identity), before, after());
  }
  const identities = shares.map(({ identityId }) => plannedIdentity(asArmId(identityId), after()));
  if (identities.includes(undefined) || parts.includes(notReadPart)) return notReadPart;
  const checks = [
    ...clusterChecks(cluster, switches),
    ...(puts.length > 0 ? putChecks(cluster, puts, context) : []),
    ...identities.flatMap((identity) =>
      identity ? places.flatMap(({ id }) => placeChecks(id, identity, context.facts)) : [],
    ),
  ];
  const inCluster: GatewayObjects = {
    clusterId: cluster.id,
    accounts: shares.flatMap(({ identityId, accounts }, index) =>
      accounts.map((account) => ({
        account,
        identity: { identityId, clientId: identities[index]?.clientId },
      })),
    ),
    zones: change.zones ?? [],
    vaults: change.vaults ?? [],
    gatewayClass: gatewayClassOf(cluster),
  };
  const part = joined({ cluster, accounts: change.accounts, switches, puts, parts, checks }, context);
  // Which accounts the YAML takes from other identities is said for the plan as a whole.
  return { ...part, warnings: part.warnings.filter(({ id }) => id !== 'secondIdentity'), inCluster };
}

/** Returns true for what is not done, or was done by the run for which the plan is made again. */
function isOpen(part: PlanPart, context: PlanContext): boolean {
  return !isDoneAlready(part) || part.steps.some(({ id }) => isOwn(id, context));
}

interface Prepared extends Pick<PlanPart, 'checks'> {
  readonly cluster: Cluster;
  readonly accounts: Preparation['accounts'];
  readonly switches: GatewaySwitches;
  readonly puts: readonly Step[];
  readonly parts: readonly PlanPart[];
}

/** Joins the parts; those that are done already are left out, unless a run that is made again has done them. */
function joined({ cluster, accounts, switches, puts, parts, checks }: Prepared, context: PlanContext): PlanPart {
  const open = parts.filter((part) => isOpen(part, context));
  const steps = [...puts, ...open.flatMap((part) => part.steps)];
  const sketches = switchSketches(switches);
  const sketchOf = (side: 'before' | 'after'): PlanSketch => ({
    ...sketches[side],
    roles: open.flatMap((part) => part[side].roles ?? []),
    workloads: open.flatMap((part) => part[side].workloads ?? []),
  });
  const merged = {
    before: sketchOf('before'),
    after: sketchOf('after'),
    checks: [...checks, ...open.flatMap((part) => part.checks)],
  };
  if (steps.length === 0 || (switches.names.length === 0 && open.every(isDoneAlready)))
    return planPart({
      ...merged,
      steps,
      already: merged.checks.every(({ verdict }) => verdict === 'pass')
        ? say`${cluster.name} already has what these accounts need for Gateways.`
        : say`Nothing is left to write for these accounts on ${cluster.name}; the checks say what may still be missing.`,
    });
  const assigns = steps.some(({ kind }) => kind === 'assignRole');
  return planPart({
    ...merged,
    steps,
    does: doesOf(cluster, accounts, [
      ...(switches.names.length === 0 ? [] : [say`Turns on ${sentenceList(switches.names)} for ${cluster.name}`]),
      ...clausesOf(open),
    ]),
    pace: {
      lasts: puts.length > 0 ? 'fewMinutes' : 'secondsOrMinutes',
      downtime: puts.length > 0 ? noRestartKnown : nothingRestarts,
      ...(assigns ? { delay: 'role' as const } : {}),
      wayBack: { kind: puts.length > 0 ? 'gatewaySettingsStay' : 'removeGatewayAccess' },
    },
    warnings: [...gatewayWarnings(cluster, switches, context.facts), ...open.flatMap((part) => part.warnings)],
    next: [
      ...(routingOf(cluster).hasNginx ? afterYaml : []),
      ...(assigns ? [{ kind: 'rolesTakeTime' } as const] : []),
      { kind: 'credentialsTakeTime' },
    ],
  });
}

/** A single thing that the plan does is its headline; more of them follow one for the whole. */
function doesOf({ name }: Cluster, accounts: Preparation['accounts'], clauses: readonly Words[]): readonly Words[] {
  if (clauses.length === 1) return clauses;
  const names = accounts.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`);
  return [say`Prepares Gateway API on ${name} for ${fewOf(names, 'account')}`, ...clauses];
}

/** The most parts that are told one by one: with what they turn on, a plan lists no more. */
const mostTold = 4;

/** What the parts do; if that is much, what is of one kind is counted. */
function clausesOf(parts: readonly PlanPart[]): readonly Words[] {
  const told = parts.filter(({ does }) => does.length > 0);
  if (told.length <= mostTold) return told.flatMap(({ does }) => does);
  return [...Map.groupBy(told, ({ steps }) => steps[0]?.kind)].flatMap(([kind, same]) => {
    const [first] = same;
    if (same.length === 1) return first?.does ?? [];
    if (kind === 'assignRole') return [say`Assigns ${countWithNoun(same.length, 'role')} on zones and vaults`];
    if (kind === 'createIdentity') return [say`Creates ${countWithNoun(same.length, 'identity')}`];
    if (kind === 'createCredential')
      return [say`Allows ${countWithNoun(same.length, 'service account')} to use an identity`];
    return same.flatMap(({ does }) => does);
  });
}

/** What is left to do by hand after the YAML is applied, in the order of the page about the migration. */
const afterYaml: readonly NextStep[] = [
  { kind: 'translateIngresses' },
  { kind: 'probeGateways' },
  { kind: 'cutOver' },
  { kind: 'nginxOff' },
  { kind: 'routingRolesOff' },
];

function putChecks(cluster: Cluster, puts: readonly Step[], context: PlanContext) {
  const rights = [
    { action: callerAction.writeCluster, scope: cluster.id, can: say`update ${cluster.name}` },
    ...puts.flatMap(({ request }) => linkedNeeds(request.body ?? {})),
  ];
  const needs = rights.map((need) => ({ ...need, scope: existingScope(need.scope, context) }));
  return [...writeChecks(needs, context.facts), ...controlPlaneNeedChecks(cluster, context.facts)];
}

/** What follows the cluster's PUT is planned as if workload identity had been turned on by a change of its own. */
function turnOn(cluster: Cluster): Change {
  return { kind: 'setWorkloadIdentity', clusterId: cluster.id, enabled: true };
}

/** The context of a part: what earlier changes of the plan make, and what this one has made so far. */
function subContext(context: PlanContext, earlier: readonly Change[], steps: readonly Step[]): PlanContext {
  const own = contextAfter(earlier, [...context.earlier, ...steps], context.facts, context.continued);
  return {
    ...own,
    ...defined({ removedRoles: context.removedRoles }),
    newGroups: context.newGroups,
    newIdentities: new Map([...context.newIdentities, ...own.newIdentities]),
    newIssuers: new Set([...context.newIssuers, ...own.newIssuers]),
  };
}

function placesOf({ zones = [], vaults = [] }: Preparation): readonly { readonly id: string; readonly name: Words }[] {
  const places = [
    ...zones.map((id) => ({ id, name: say`DNS zone`, wrong: notAZone(id), kinds: ['zone', 'privateZone'] })),
    ...vaults.map((id) => ({ id, name: say`key vault`, wrong: notAVault(id), kinds: ['vault'] })),
  ];
  for (const { id, wrong, kinds } of places)
    if (!kinds.includes(placeKindOf(id) ?? '')) throw new Refusal(wrong, gatewayPage);
  return places;
}

function roleAt(scope: string, principalId: string): ChangeOf<'assignRole'> {
  const kind = placeKindOf(scope) ?? 'zone';
  const { id } = placeNeeds[kind].role;
  return { kind: 'assignRole', principalId, principalType: 'ServicePrincipal', role: { id }, scope };
}

/** Returns true if other roles than the usual one, which the plan leaves, let the identity work with a place. */
function hasOtherRole(scope: string, identityId: string, context: PlanContext): boolean {
  const { facts, removedRoles } = context;
  const kind = placeKindOf(scope);
  const { principalId } = plannedIdentity(asArmId(identityId, resourceType.identity), context) ?? {};
  if (kind === undefined || principalId === undefined) return false;
  const answer = facts.get({ kind: 'assignments', scope, principalId });
  const others = (answer?.kind === 'found' ? answer.value : []).filter(
    (each) =>
      sameGuid(each.principalId, principalId) &&
      removedRoles?.has(idKey(each.id)) !== true &&
      !(sameId(each.scope, scope) && isRole(each.roleDefinitionId, placeNeeds[kind].role)),
  );
  return placeUse(others, kind, facts) === 'yes';
}

/** Refuses more new credentials than an identity has room for. */
function assertRoom(id: ArmId, before: PlanContext, after: PlanContext): void {
  const isNew = plannedIdentity(id, before)?.isNew === true;
  const present = isNew ? [] : (credentialsOf(id, before.facts) ?? []);
  const { names, words } = roomOf(id, present, before);
  const added = credentialNamesAfter(id, present, after).size - names.size;
  if (added <= 0 || names.size + added <= credentialLimit) return;
  throw new Refusal(
    say`${words}, so there is no room for ${added} more. Use another identity, or a new one: it is made once for each ${credentialLimit} accounts.`,
    credentialRules,
  );
}

/** Refuses what names no identity, two, or nobody who uses it. */
function assertNames({ identityId, newIdentity, accounts }: Preparation): void {
  if ((identityId === undefined) === (newIdentity === undefined))
    throw new Refusal(say`Name either an identity that exists (identityId) or a new one (newIdentity).`, gatewayPage);
  if (accounts.length === 0) throw new Refusal(say`Name at least one service account that Gateways use.`, gatewayPage);
}
