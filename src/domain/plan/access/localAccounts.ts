/** Plans that turn the local accounts of a cluster off, and on again. */
import { callerMay, writerFor } from '../../access/callerPermissions.ts';
import { holderCount, holderWords } from '../../access/principalNames.ts';
import { aksPage } from '../../arm/docs.ts';
import { isOn } from '../../arm/json.ts';
import { asArmId, resourceType, sameGuid } from '../../arm/resourceId.ts';
import { Refusal } from '../../arm/refusal.ts';
import { scopeWithKind } from '../../arm/scopeWords.ts';
import { unknownsOf } from '../../arm/answer.ts';
import type { ChangeOf } from '../../change/change.ts';
import { subscriptionNames, type Facts } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import { hasSucceeded } from '../../cluster/provisioningState.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { accessPosture } from '../../whoCanAct/accessMode.ts';
import { holdersOf } from '../../whoCanAct/givenAbilities.ts';
import { sentenceList } from '../../words/describe.ts';
import { isAlready } from '../clusterEdit.ts';
import { callerAction } from '../callerChecks.ts';
import { updateChecks } from '../clusterPutBody.ts';
import { assertNotBusy, assertRunning, clusterAt } from '../lookUps.ts';
import { nothingRestarts } from '../pace.ts';
import type { Warning } from '../plan.ts';
import { notReadPart, planPart, type DraftCheck, type PlanContext, type PlanPart, unknownCheck } from '../planPart.ts';
import type { ClusterEdit } from '../stepActions.ts';
import { putClusterStep } from '../steps.ts';

/** The page about local accounts. */
const localAccountsPage = aksPage('manage-local-accounts-managed-azure-ad');

/**
 * Plans one PUT that turns local accounts on or off; throws a `Refusal` where nobody could sign in without them.
 * Source: https://learn.microsoft.com/azure/aks/manage-local-accounts-managed-azure-ad
 */
export function planLocalAccounts(change: ChangeOf<'setLocalAccounts'>, context: PlanContext): PlanPart {
  const { facts } = context;
  const cluster = clusterAt(asArmId(change.clusterId, resourceType.cluster), facts);
  if (!cluster) return notReadPart;
  assertRunning(cluster);
  assertNotBusy(cluster);
  const { name } = cluster;
  const { enabled } = change;
  const edit: ClusterEdit = { values: { 'properties.disableLocalAccounts': !enabled } };
  const put = putClusterStep(cluster, edit, {
    title: enabled ? say`Enable local accounts` : say`Disable local accounts`,
    effect: enabled
      ? say`Turns local accounts on; all other settings of ${name} stay as they are.`
      : say`Turns local accounts off; all other settings of ${name} stay as they are.`,
  });
  const word = (isOnNow: boolean): Words => (isOnNow ? say`on` : say`off`);
  const sketches = {
    before: { localAccounts: word(accessPosture(cluster).hasLocalAccounts) },
    after: { localAccounts: word(enabled) },
  };
  if (isAlready(cluster, edit) && hasSucceeded(cluster.provisioningState))
    return planPart({
      already: enabled
        ? say`Local accounts are already on in ${name}.`
        : say`Local accounts are already off in ${name}.`,
      ...sketches,
      steps: [put],
      checks: [
        {
          id: 'nothingLeft',
          title: say`Nothing is left to do`,
          verdict: 'pass',
          detail: say`${name} is already as requested; nothing will be sent.`,
        },
      ],
    });
  if (!enabled && !isOn(cluster.raw, 'properties.aadProfile.managed'))
    throw new Refusal(
      say`${name} doesn't use Microsoft Entra as AKS manages it, so nobody could sign in without local accounts. Turn on Microsoft Entra first: az aks update --enable-aad.`,
      localAccountsPage,
    );
  const effects = enabled ? turningOn(cluster) : turningOff(cluster, facts);
  return planPart({
    ...sketches,
    does: [enabled ? say`Turns local accounts of ${name} on` : say`Turns local accounts of ${name} off`],
    pace: { lasts: 'fewMinutes', downtime: nothingRestarts, wayBack: { kind: 'changeBack' } },
    steps: [put],
    checks: [...updateChecks(cluster, put, context), ...effects.checks],
    warnings: effects.warnings,
    next: enabled ? [{ kind: 'turnOffAgain' }] : [{ kind: 'rotateCertificates' }],
    confirmNames: [name],
  });
}

interface SwitchEffects {
  readonly warnings: readonly Warning[];
  readonly checks: readonly DraftCheck[];
}

function turningOn({ name }: Cluster): SwitchEffects {
  const text = say`Whoever fetches the admin credential of ${name} is its administrator without Microsoft Entra, and the audit log names no person.`;
  return {
    warnings: [{ id: 'aroundEntra', values: [name], severity: 'warning', text, source: localAccountsPage }],
    checks: [],
  };
}

function turningOff(cluster: Cluster, facts: Facts): SwitchEffects {
  const { name } = cluster;
  const answer = facts.get({ kind: 'everyAssignmentIn', subscriptionId: cluster.subscriptionId });
  const unknown = unknownsOf(say`Role assignments can't be read`, answer);
  const { certain: fetching, perhaps } = holdersOf('adminCredential', cluster, facts);
  const writer = writerFor([{ action: callerAction.writeCluster, scope: cluster.id }], facts);
  const own = callerMay(callerAction.adminCredential, cluster.id, facts, writer);
  const open = [...unknown, ...perhaps.map(({ doubt }) => doubt), ...(own.kind === 'unknown' ? own.unknown : [])];
  const staying: Warning = {
    id: 'certificatesStay',
    values: [name],
    severity: 'warning',
    text: say`Certificates that were fetched before keep working until the certificates of ${name} are rotated.`,
    source: localAccountsPage,
  };
  return {
    warnings: [...losesCredential(cluster, fetching, own.kind === 'granted', facts), staying],
    checks: [
      ...(open.length === 0
        ? []
        : [unknownCheck({ id: 'fetching', title: say`Whether anyone needs the admin credential` }, open)]),
      ...administrators(cluster, unknown.length === 0, facts),
    ],
  };
}

/** The most names in a sentence. */
const mostNames = 5;

/** Who could fetch the admin credential and no longer can; who did, only the activity log tells. */
function losesCredential(
  { id, name }: Cluster,
  fetching: readonly RoleAssignment[],
  youCan: boolean,
  facts: Facts,
): readonly Warning[] {
  const caller = youCan ? facts.get({ kind: 'callerId', scope: id }) : undefined;
  const others = fetching.filter(({ principalId }) => caller?.kind !== 'found' || !sameGuid(caller.value, principalId));
  const you = youCan ? [say`You`] : [];
  const names = others.map(
    (assignment, index) => holderWords(assignment, facts)[index === 0 && !youCan ? 'atStart' : 'within'],
  );
  const who = [...you, ...(names.length > mostNames ? [holderCount(others)] : names)];
  if (who.length === 0) return [];
  return [
    {
      id: 'adminCredentialEnds',
      values: [...(youCan ? ['you'] : []), ...others.map(({ principalId }) => principalId.toLowerCase())],
      severity: 'disruption',
      text: say`${sentenceList(who)} can no longer fetch the admin credential of ${name}. Scripts and pipelines that do (az aks get-credentials --admin) will fail.`,
      source: localAccountsPage,
    },
  ];
}

/** Whether somebody is administrator without the local account. */
function administrators(cluster: Cluster, isListed: boolean, facts: Facts): readonly DraftCheck[] {
  const { name } = cluster;
  const { mode, adminGroupIds } = accessPosture(cluster);
  const id = 'administrators';
  const verdictOf = (title: Words, verdict: DraftCheck['verdict'], detail: Words): readonly DraftCheck[] => [
    { id, title, verdict, detail },
  ];
  if (adminGroupIds.length > 0)
    return verdictOf(
      say`Someone administers ${name} through Microsoft Entra`,
      'pass',
      say`Members of these groups are administrators: ${adminGroupIds.join(', ')}.`,
    );
  const unknownTitle = say`It isn't known whether someone administers ${name} through Microsoft Entra`;
  if (mode !== 'azure')
    return verdictOf(
      unknownTitle,
      'unknown',
      say`Role bindings inside the cluster decide that, and no group of administrators is named.`,
    );
  const [first] = holdersOf('clusterAdmin', cluster, facts).certain;
  if (first !== undefined)
    return verdictOf(
      say`Someone administers ${name} through Microsoft Entra`,
      'pass',
      say`${holderWords(first, facts).atStart} does, by a role on ${scopeWithKind(first.scope, subscriptionNames(facts))}.`,
    );
  if (!isListed) return verdictOf(unknownTitle, 'unknown', say`Not all role assignments could be read.`);
  return verdictOf(
    unknownTitle,
    'unknown',
    say`No role assignment makes anyone administrator of Kubernetes in ${name}, and no group of administrators is named. Only role bindings inside the cluster can.`,
  );
}
