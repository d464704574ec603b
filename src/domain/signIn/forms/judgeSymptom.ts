/** Judges a symptom by walking from who asks to who answers, and naming the first hand that fails. */
import { objectAt } from '../../arm/json.ts';
import { lastSegment } from '../../arm/resourceId.ts';
import type { Asker } from '../../askers/model.ts';
import { issuerOf } from '../../workloads/issuer.ts';
import { subjectOf } from '../../workloads/serviceAccount.ts';
import { tokenAudience } from '../../workloads/credential.ts';
import { say } from '../../../sentences/words.ts';
import type { MessageField, FieldName } from '../message/field.ts';
import type { Hit } from '../message/readMessage.ts';
import { clusterInQuestion, identityOfAnyId } from '../situation/azureHalf.ts';
import { askersMeant, podsMeant } from '../situation/clusterHalf.ts';
import type { CauseCode } from '../situation/causes.ts';
import { meantIdentity } from '../situation/meantIdentity.ts';
import { advice, inCluster, likely, open, toCopy, type Judgement } from '../situation/judgement.ts';
import { fieldAt, type Situation } from '../situation/situation.ts';
import { judgeMetadata } from './judgeMetadata.ts';
import { judgeAccount } from './judgeTrust.ts';
import { judgeVaultModel } from './judgeVault.ts';
import { faultsKnownAt, knownFaults } from './knownFaults.ts';
import { judgePods, lookAtPod } from './podSide.ts';

const possibleOf: Readonly<Record<string, readonly CauseCode[]>> = {
  secretMountFailed: ['WRONG_ACCOUNT', 'NO_CREDENTIAL', 'CSI_TOKEN_MISSING', 'ROLE_MISSING', 'VAULT_MODEL'],
  vaultForbidden: ['ROLE_WRONG_PRINCIPAL', 'VAULT_MODEL', 'ROLE_MISSING', 'VAULT_POLICY'],
  operatorRefused: ['WORKLOAD_IDENTITY_OFF', 'ENV_NOT_INJECTED', 'OPERATOR_NOT_TRUSTED', 'IDENTITY_NOT_ON_NODES'],
  argoCdSignIn: ['SOFTWARE_BUG', 'ENV_NOT_INJECTED', 'POD_LABEL_MISSING', 'NO_CREDENTIAL'],
  bindingWithoutToken: ['BINDING_NOT_OPTED_IN', 'KUBE_RBAC', 'ENV_NOT_INJECTED'],
  storageKeyMissing: ['OPERATOR_FIELD_WRONG', 'ROLE_MISSING', 'DRIVER_WITHOUT_IDENTITY'],
};

/** Judges a symptom; without the cluster's half only possible causes can be named. */
export function judgeSymptom(hit: Hit, situation: Situation): Judgement {
  const askers = askersMeant(hit, situation);
  // Who is refused by a vault has signed in.
  const steps =
    hit.sign === 'vaultForbidden' ? [vaultOf] : [faultOf, volumeField, bindingOf, podsOf, nodesOf, accountsOf, vaultOf];
  for (const step of steps) {
    const judged = step(hit, situation, askers);
    if (judged !== undefined) return judged;
  }
  return open(possibleOf[hit.sign] ?? [], {
    ...(situation.objects === undefined
      ? { text: say`The message says that it fails, but not why, and the cluster was not looked at.` }
      : { text: say`The message does not say why it fails, and nothing is wrong in what was read.` }),
    next: [
      say`Paste the innermost error: in kubectl describe and in the logs it follows the last "error" or "Message=".`,
      lookAtPod,
    ],
    unknown: [...clusterInQuestion(hit, situation).unknown, ...(situation.objects?.unknown ?? [])],
  });
}

function faultOf(hit: Hit, situation: Situation): Judgement | undefined {
  const images = (situation.objects?.pods ?? []).flatMap(({ containers }) => containers.map(({ image }) => image));
  const fault = knownFaults.find(({ sign, image }) => sign === hit.sign && images.some((each) => image.test(each)));
  if (fault === undefined) return undefined;
  return likely('SOFTWARE_BUG', {
    text: say`${fault.name} has a known fault in its sign-in to Azure.`,
    evidence: [
      inCluster(say`Pods run ${fault.name}.`),
      { from: 'table', text: say`Known faults, as of ${faultsKnownAt}: ${fault.source}` },
    ],
    fixes: [advice(say`Use ${fault.instead}.`)],
  });
}

/** An identity in a volume counts only with the way to sign in. */
function volumeField({ sign }: Hit, { objects }: Situation): Judgement | undefined {
  if (sign !== 'storageKeyMissing' || objects === undefined) return undefined;
  for (const { kind, name, json } of objects.objects) {
    const settings = objectAt(json, kind === 'StorageClass' ? 'parameters' : 'spec.csi.volumeAttributes') ?? {};
    const keys = Object.keys(settings).map((key) => key.toLowerCase());
    const named = keys.find((key) => /^azurestorageidentity(?:clientid|objectid|resourceid)$/.test(key));
    if (named === undefined || keys.includes('azurestorageauthtype')) continue;
    return likely('OPERATOR_FIELD_WRONG', {
      text: say`${kind} ${name} names an identity, but not AzureStorageAuthType: MSI, so the driver uses the key of the account.`,
      evidence: [inCluster(say`Its settings have ${named}, and lack azurestorageauthtype.`)],
      possible: ['ROLE_MISSING'],
      fixes: [
        toCopy(
          say`In the volume, if the identity is on the nodes. With workload identity use clientID instead. A volume has to be made again.`,
          ['volumeAttributes:', '  AzureStorageAuthType: MSI', ''].join('\n'),
        ),
      ],
    });
  }
  return undefined;
}

function bindingOf(_: Hit, __: Situation, askers: readonly Asker[]): Judgement | undefined {
  const bound = askers.find(({ mode }) => mode === 'binding');
  if (bound === undefined) return undefined;
  return likely('BINDING_NOT_OPTED_IN', {
    text: say`${bound.what.name} asks for an identity binding, which programs use only with WorkloadIdentityCredential and after opting in.`,
    evidence: [inCluster(say`Its pods have the annotation use-identity-binding.`)],
    possible: ['KUBE_RBAC'],
    asker: { what: bound.what.name, mode: bound.mode },
    fixes: [
      advice(
        say`Let the program use WorkloadIdentityCredential and opt in; DefaultAzureCredential takes no part in bindings. Until then, connect the workload and remove the annotation.`,
      ),
    ],
  });
}

function podsOf(hit: Hit, situation: Situation, askers: readonly Asker[]): Judgement | undefined {
  // The driver and kubelet bring their own tokens.
  if (askers.some(({ component }) => component === 'secrets-store-csi' || component === 'volume')) return undefined;
  if (askers.length > 0 && askers.every(({ mode }) => mode === 'nodeIdentity')) return undefined;
  const judged =
    podsMeant(hit, situation).length > 0 || situation.message.components.has('keda')
      ? judgePods(hit, situation)
      : undefined;
  return judged?.cause === 'UNKNOWN' ? undefined : judged;
}

function nodesOf(hit: Hit, situation: Situation, askers: readonly Asker[]): Judgement | undefined {
  if (askers.length === 0 || !askers.every(({ mode }) => mode === 'nodeIdentity') || hit.sign !== 'operatorRefused')
    return undefined;
  const judged = judgeMetadata({ ...hit, sign: 'identityNotFound' }, situation);
  return judged.cause === 'UNKNOWN' ? undefined : judged;
}

function field(name: FieldName, value: string): MessageField {
  return { name, value, isMasked: false };
}

/** Compares the token that each account gets with the credentials of its identity. */
function accountsOf(hit: Hit, situation: Situation, askers: readonly Asker[]): Judgement | undefined {
  const cluster = clusterInQuestion(hit, situation).value;
  const issuer = cluster && issuerOf(cluster);
  if (issuer === undefined) return undefined;
  const asking = askers.filter(({ mode, account }) => mode === 'workloadIdentity' && account !== undefined);
  const judged = asking.flatMap(({ account, audience }) => {
    const one = judgeAccount(hit, situation, {
      issuer: field('issuer', issuer),
      subject: account && field('subject', subjectOf(account)),
      audience: field('audience', audience ?? tokenAudience),
    });
    return one.cause === 'UNKNOWN' ? [] : [one];
  });
  const [first, ...others] = judged;
  return first !== undefined && others.every(({ cause }) => cause === first.cause) ? first : undefined;
}

function vaultOf(hit: Hit, situation: Situation, askers: readonly Asker[]): Judgement | undefined {
  const classes = askers.length > 0 ? askers : [];
  for (const { target, identity } of classes) {
    const id = identity?.clientId ?? identity?.resourceId ?? identity?.objectId;
    const principalId =
      (id === undefined ? undefined : identityOfAnyId(id, situation.facts).value?.principalId) ??
      meantIdentity(hit, situation).identity?.principalId;
    const name = fieldAt('vault', hit, situation)?.value ?? (target === undefined ? undefined : vaultName(target));
    const judged = judgeVaultModel(name, principalId, situation);
    if (judged !== undefined) return judged;
  }
  return undefined;
}

/** The name of a vault in its address, or the name itself. */
function vaultName(target: string): string {
  return /^https:\/\/([^./]+)/.exec(target)?.[1] ?? lastSegment(target);
}
