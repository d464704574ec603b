/** Plans that turn a cluster's OIDC issuer and workload identity on, and workload identity off. */
import { aksPage } from '../../arm/docs.ts';
import { type JsonObject } from '../../arm/json.ts';
import { asArmId, lastSegment, resourceType } from '../../arm/resourceId.ts';
import type { ChangeOf } from '../../change/change.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { hasSucceeded } from '../../cluster/provisioningState.ts';
import { isAlready } from '../clusterEdit.ts';
import { updateChecks } from '../clusterPutBody.ts';
import { assertNotBusy, assertRunning, clusterAt } from '../lookUps.ts';
import { noRestartKnown, nothingRestarts } from '../pace.ts';
import { planPart, type DraftCheck, type PlanContext, type PlanPart, notReadPart, unknownCheck } from '../planPart.ts';
import type { Warning } from '../plan.ts';
import type { ClusterEdit } from '../stepActions.ts';
import { putClusterStep } from '../steps.ts';
import { hasWorkloadIdentity, issuerOf } from '../../workloads/issuer.ts';
import { trustFromArm } from '../../workloads/trust.ts';
import { sentenceList } from '../../words/describe.ts';
import { stateOfCredential } from '../../workloads/credentialState.ts';
import { accountName } from '../../workloads/credential.ts';
import { bindingsOf } from '../../workloads/workloads.ts';
import { say, type Words, type Phrase, distinctWords } from '../../../sentences/words.ts';
import { hasOidcIssuer } from '../../cluster/clusterSettings.ts';

const source = aksPage('workload-identity-deploy-cluster');

/** Plans one PUT that sets the switches; a cluster on which they are already set is left unchanged. */
export function planWorkloadIdentity(change: ChangeOf<'setWorkloadIdentity'>, context: PlanContext): PlanPart {
  const cluster = clusterAt(asArmId(change.clusterId, resourceType.cluster), context.facts);
  if (!cluster) return notReadPart;
  assertRunning(cluster);
  assertNotBusy(cluster);
  const values: JsonObject = {
    ...(change.enabled || change.oidcIssuer === true ? { 'properties.oidcIssuerProfile.enabled': true } : {}),
    'properties.securityProfile.workloadIdentity.enabled': change.enabled,
  };
  const edit: ClusterEdit = { values };
  const put = putClusterStep(cluster, edit, wordsFor(cluster, change));
  const sketches = sketchesOf(cluster, change);
  if (isAlready(cluster, edit) && hasSucceeded(cluster.provisioningState)) {
    const detail = say`${cluster.name} is already as requested; nothing will be sent.`;
    return planPart({
      already: summaryNow(cluster, change),
      ...sketches,
      steps: [put],
      checks: [{ id: 'nothingLeft', title: say`Nothing is left to do`, verdict: 'pass', detail }],
    });
  }
  const off = change.enabled ? { warnings: [], checks: [] } : turningOff(cluster, context.facts);
  const turnsIssuerOn = values['properties.oidcIssuerProfile.enabled'] === true && !hasOidcIssuer(cluster);
  return planPart({
    ...sketches,
    does: [say`${wordsFor(cluster, change).does} for ${cluster.name}`],
    pace: {
      lasts: 'fewMinutes',
      downtime: change.enabled ? noRestartKnown : nothingRestarts,
      wayBack: { kind: turnsIssuerOn ? 'issuerStays' : 'changeBack' },
    },
    steps: [put],
    checks: [...updateChecks(cluster, put, context), ...off.checks],
    warnings: [...off.warnings, ...(turnsIssuerOn ? [issuerStays] : []), ...(change.enabled ? [noRestart] : [])],
    next: change.enabled ? [{ kind: 'labelPods' }] : [],
    ...(off.warnings.length > 0 ? { confirmNames: [cluster.name] } : {}),
  });
}

function summaryNow({ name }: Cluster, { enabled, oidcIssuer }: ChangeOf<'setWorkloadIdentity'>): Words {
  if (enabled) return say`Workload identity is already on for ${name}.`;
  return oidcIssuer === true
    ? say`${name} already has an OIDC issuer.`
    : say`Workload identity is already off for ${name}.`;
}

const issuerStays: Warning = {
  id: 'issuerStays',
  severity: 'warning',
  // The way back says it.
  isPoint: true,
  text: say`The OIDC issuer can't be turned off again.`,
  source: aksPage('use-oidc-issuer'),
};

const noRestart: Warning = {
  id: 'noRestart',
  severity: 'info',
  text: say`AKS adds a webhook to the cluster, and only pods that are created afterwards get tokens.`,
  source,
};

/** What an OIDC issuer is after a plan that turns it on. */
export const issuerOn = say`on (can't be turned off)`;

interface SwitchWords {
  /** What it does, to go on with the name of the cluster. */
  readonly does: Phrase;
  readonly title: Words;
  readonly effect: Words;
}

function wordsFor({ name }: Cluster, { enabled, oidcIssuer }: ChangeOf<'setWorkloadIdentity'>): SwitchWords {
  const unchangedWords = say`all other settings of ${name} stay as they are.`;
  if (enabled)
    return {
      does: say`Enables workload identity`,
      title: say`Enable workload identity`,
      effect: say`Turns the OIDC issuer and workload identity on; ${unchangedWords}`,
    };
  return oidcIssuer === true
    ? {
        does: say`Enables the OIDC issuer`,
        title: say`Enable the OIDC issuer`,
        effect: say`Turns the OIDC issuer on, and workload identity off; ${unchangedWords}`,
      }
    : {
        does: say`Disables workload identity`,
        title: say`Disable workload identity`,
        effect: say`Turns workload identity off; the OIDC issuer and ${unchangedWords}`,
      };
}

function sketchesOf(
  cluster: Cluster,
  { enabled, oidcIssuer }: ChangeOf<'setWorkloadIdentity'>,
): Pick<PlanPart, 'before' | 'after'> {
  const word = (isOnNow: boolean): Words => (isOnNow ? say`on` : say`off`);
  const turnsIssuerOn = (enabled || oidcIssuer === true) && !hasOidcIssuer(cluster);
  return {
    before: {
      ...(turnsIssuerOn ? { settings: { oidcIssuer: say`off` } } : {}),
      workloadIdentity: word(hasWorkloadIdentity(cluster)),
    },
    after: { ...(turnsIssuerOn ? { settings: { oidcIssuer: issuerOn } } : {}), workloadIdentity: word(enabled) },
  };
}

/** Without the webhook, new pods get no token; a running pod keeps its projected token, which the kubelet renews. */
function turningOff(
  cluster: Cluster,
  facts: Facts,
): { readonly warnings: readonly Warning[]; readonly checks: readonly DraftCheck[] } {
  const issuer = issuerOf(cluster);
  if (!hasWorkloadIdentity(cluster) || issuer === undefined) return { warnings: [], checks: [] };
  const trust = trustFromArm(cluster, facts);
  const bound = bindingsOf(cluster, facts);
  const accounts = distinctWords([
    ...(trust?.ofIssuer(issuer) ?? [])
      .filter((credential) => stateOfCredential(credential, cluster, facts).state !== 'broken')
      .map(accountName),
    ...bound.items.map(({ identityId }) => say`accounts bound to ${lastSegment(identityId)}`),
  ]);
  const unknown = [...(trust?.unknown === undefined ? [] : [trust.unknown]), ...bound.unknown];
  const title = say`Whether a workload depends on it`;
  return {
    warnings:
      accounts.length === 0
        ? []
        : [
            {
              id: 'workloadsLoseAccess',
              values: accounts,
              severity: 'disruption',
              text: say`Pods of ${sentenceList(accounts)} that start from then on get no token for Azure. Running pods keep theirs until they are replaced: by a restart, an upgrade or scaling.`,
              source,
            },
          ],
    checks: unknown.length === 0 ? [] : [unknownCheck({ id: 'workloads', title }, unknown)],
  };
}
