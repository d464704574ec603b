/** Judges a symptom by walking from who asks to who answers, and naming the first hand that fails. */
import { valueAt } from '../../arm/json.ts';
import { lastSegment } from '../../arm/resourceId.ts';
import { mayUseIdentity } from '../../askers/clusterRoles.ts';
import type { Asker, ClusterObjects } from '../../askers/model.ts';
import { hasOwnToken } from '../../products/products.ts';
import { issuerOf } from '../../workloads/issuer.ts';
import { bindingRoles } from '../../workloads/manifests.ts';
import { tokenSubject } from '../../workloads/serviceAccount.ts';
import { tokenAudience } from '../../workloads/credential.ts';
import { say } from '../../../sentences/words.ts';
import { productsNamed } from '../message/components.ts';
import type { MessageField, FieldName } from '../message/field.ts';
import type { Hit } from '../message/readMessage.ts';
import { clusterInQuestion, identityOfAnyId } from '../situation/azureHalf.ts';
import { askersMeant, meantPods } from '../situation/clusterHalf.ts';
import type { CauseCode } from '../situation/causes.ts';
import { meantIdentity } from '../situation/meantIdentity.ts';
import { advice, inAzure, inCluster, inMessage, likely, open, toCopy, type Judgement } from '../situation/judgement.ts';
import { fieldAt, type Situation } from '../situation/situation.ts';
import { judgeMetadata } from './pods/judgeMetadata.ts';
import { judgeAccount } from './entra/judgeTrust.ts';
import { judgeVaultModel } from './resources/judgeVault.ts';
import { judgeVolume } from './pods/judgeVolume.ts';
import { judgePods, lookAtPod } from './pods/podSide.ts';

const possibleOf: Readonly<Record<string, readonly CauseCode[]>> = {
  secretMountFailed: ['WRONG_ACCOUNT', 'NO_CREDENTIAL', 'CSI_TOKEN_MISSING', 'ROLE_MISSING', 'VAULT_MODEL'],
  operatorRefused: ['WORKLOAD_IDENTITY_OFF', 'ENV_NOT_INJECTED', 'OPERATOR_NOT_TRUSTED', 'IDENTITY_NOT_ON_NODES'],
  argoCdSignIn: ['SOFTWARE_BUG', 'ENV_NOT_INJECTED', 'POD_LABEL_MISSING', 'NO_CREDENTIAL'],
  bindingWithoutToken: ['BINDING_NOT_OPTED_IN', 'KUBE_RBAC', 'ENV_NOT_INJECTED'],
  storageKeyMissing: ['OPERATOR_FIELD_WRONG', 'ROLE_MISSING', 'DRIVER_WITHOUT_IDENTITY'],
  storageKeysOff: ['OPERATOR_FIELD_WRONG', 'DRIVER_WITHOUT_IDENTITY', 'ROLE_MISSING'],
};

/** Judges a symptom; without the cluster's half only possible causes can be named. */
export function judgeSymptom(hit: Hit, situation: Situation): Judgement {
  const askers = askersMeant(hit, situation);
  for (const step of [judgeVolume, bindingOf, podsOf, nodesOf, accountsOf, vaultOf]) {
    const judged = step(hit, situation, askers);
    // What is wrong in the cluster need not be what failed.
    if (judged !== undefined) return judged.certainty === 'certain' ? { ...judged, certainty: 'likely' } : judged;
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

/** Why a vault refuses someone who has signed in. */
export const causesOfVault = ['ROLE_WRONG_PRINCIPAL', 'VAULT_MODEL', 'ROLE_MISSING', 'VAULT_POLICY'] as const;

/** Judges the refusal of a vault without its reason: only the vault's own answer says more. */
export function judgeVaultAlone(hit: Hit, situation: Situation): Judgement {
  const judged = vaultOf(hit, situation, askersMeant(hit, situation));
  if (judged !== undefined) return judged;
  const vault = fieldAt('vault', hit, situation);
  return open(causesOfVault, {
    text: say`The vault refuses someone who has signed in, and the message does not say whom and why.`,
    evidence: vault === undefined ? [] : [inMessage(say`The vault is ${vault.value}.`)],
    restsOn: [vault],
    next: [
      say`Paste what the vault answers: it names the caller and the action, and says whether roles (ForbiddenByRbac), access policies (AccessDenied) or the network (ForbiddenByFirewall) refuse.`,
    ],
    unknown: [...clusterInQuestion(hit, situation).unknown, ...(situation.objects?.unknown ?? [])],
  });
}

function bindingOf({ sign }: Hit, { objects }: Situation, askers: readonly Asker[]): Judgement | undefined {
  const bound = sign === 'bindingWithoutToken' ? askers.find(({ mode }) => mode === 'binding') : undefined;
  if (bound === undefined || objects === undefined) return undefined;
  const asker = { what: bound.what.name, mode: bound.mode };
  const denied = deniedBinding(bound, objects);
  if (denied !== undefined) return { ...denied, asker };
  return likely('BINDING_NOT_OPTED_IN', {
    text: say`${bound.what.name} asks for an identity binding, which programs use only with WorkloadIdentityCredential and after opting in.`,
    evidence: [inCluster(say`Its pods have the annotation use-identity-binding.`)],
    possible: ['KUBE_RBAC'],
    asker,
    fixes: [
      advice(
        say`Let the program use WorkloadIdentityCredential and opt in; DefaultAzureCredential does not use bindings. Until then, connect the workload and remove the annotation.`,
      ),
    ],
  });
}

/** The roles of the cluster do not let the account use the identity. */
function deniedBinding({ account, identity }: Asker, objects: ClusterObjects): Judgement | undefined {
  const clientId = identity?.clientId;
  if (account === undefined || clientId === undefined || mayUseIdentity(objects, account, clientId) !== false)
    return undefined;
  const words = `${account.namespace}/${account.serviceAccount}`;
  return likely('KUBE_RBAC', {
    text: say`No ClusterRole with the verb use-managed-identity lets ${words} use the identity ${clientId}.`,
    evidence: [inCluster(say`The ClusterRoles that are bound to ${words} lack it.`)],
    possible: ['BINDING_NOT_OPTED_IN'],
    fixes: [
      toCopy(
        say`Apply it in the cluster, if the account may use the identity.`,
        bindingRoles(account, { identityId: clientId, clientId }),
      ),
    ],
  });
}

/** The pods count only where they sign in themselves: drivers, kubelet and references to accounts need no webhook. */
function podsOf(hit: Hit, situation: Situation, askers: readonly Asker[]): Judgement | undefined {
  const { sign } = hit;
  if (sign === 'secretMountFailed' || sign === 'storageKeyMissing') return undefined;
  if (askers.length > 0 && askers.every(({ mode }) => mode === 'nodeIdentity')) return undefined;
  const { by } = meantPods(hit, situation);
  const isOwn =
    productsNamed(situation.message).some(hasOwnToken) ||
    askers.some(({ isOperatorAccount }) => isOperatorAccount === true) ||
    by === 'named';
  const judged = isOwn ? judgePods(hit, situation) : undefined;
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
  if (hit.sign === 'operatorRefused' && isOfOtherStore(situation)) return undefined;
  const judged = asking.flatMap(({ account, audience }) => {
    const one = judgeAccount(hit, situation, {
      issuer: field('issuer', issuer),
      subject: account && field('subject', tokenSubject(account)),
      audience: field('audience', audience ?? tokenAudience),
      isNamed: meantPods(hit, situation).by === 'named',
    });
    return one.cause === 'UNKNOWN' ? [] : [one];
  });
  const [first, ...others] = judged;
  if (first === undefined || others.some(({ cause }) => cause !== first.cause)) return undefined;
  if (judged.length === asking.length) return first;
  // Where some are well, nothing tells that the message is of one that is not.
  return open([first.cause, ...(possibleOf[hit.sign] ?? [])], {
    text: say`The message does not say which account it is about, and only some of those that fit are refused.`,
    evidence: judged.flatMap(({ text, evidence = [] }) => [
      ...(text === undefined ? [] : [inAzure(text)]),
      ...evidence,
    ]),
    next: [say`Name the account, or paste a message that names it.`],
  });
}

/** External Secrets may mean a store of another provider, where there is one and nothing in the message is of Azure. */
function isOfOtherStore({ message, objects }: Situation): boolean {
  const stores = objects?.objects.filter(({ kind }) => kind === 'SecretStore' || kind === 'ClusterSecretStore') ?? [];
  return (
    message.components.has('external-secrets') &&
    !message.components.has('adal') &&
    stores.some(({ json }) => valueAt(json, 'spec.provider.azurekv') === undefined)
  );
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
