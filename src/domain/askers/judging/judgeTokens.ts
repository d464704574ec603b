/** Judges those that ask with a token of a service account, directly or through an identity binding. */
import { isGuid, sameGuid, sameId } from '../../arm/resourceId.ts';
import { unknownWith, unknownText, withTitle, type Unknown } from '../../arm/unknown.ts';
import type { Cluster } from '../../cluster/model.ts';
import { bindingOptIn } from '../../workloads/bindingClients.ts';
import { bindingRoles } from '../../workloads/manifests.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';
import { annotationYaml, objectYaml } from '../askerYaml.ts';
import { mayUseIdentity } from '../clusterRoles.ts';
import { identityAskedFor, hasMask, otherKindOfId, type KnownIdentity } from '../identities.ts';
import type { AzureHalf, AskerVerdict } from '../azureHalf.ts';
import type { Asker, AskerFinding, AskerProblem, ClusterObjects, Works } from '../model.ts';
import { accountFact } from '../operators/operators.ts';
import { asksWithPods, podProblems, type Problem } from './judgePods.ts';
import { withoutClientId } from './missingClientId.ts';
import { problems } from './problems.ts';
import { nameOfAsker } from '../askerWords.ts';

/** Returns whether an asker gets its token, and everything that is wrong or worth knowing. */
export function judgeTokenAsker(asker: Asker, objects: ClusterObjects, azure: AzureHalf): AskerVerdict {
  const inCluster = clusterProblems(asker, objects, azure.cluster);
  const isNowhere = inCluster.some(({ code }) => code === 'accountNotThere');
  const half = isNowhere ? nothingMore() : azureVerdict(asker, objects, azure);
  const allProblems = [...inCluster, ...half.problems];
  const sure = allProblems.find(
    ({ isOpen, severity, code }) => isOpen !== true && (severity ?? problems[code].severity) !== 'info',
  );
  return {
    works: sure ? { kind: 'no', code: sure.code, reason: sure.text } : half.works,
    findings: allProblems.map(askerFinding),
    ...defined({ identityId: half.identity?.id }),
  };
}

function askerFinding({ isOpen: _, severity, ...problem }: Problem): AskerFinding {
  return { severity: severity ?? problems[problem.code].severity, ...problem };
}

/** What the cluster's objects alone show. */
function clusterProblems(asker: Asker, objects: ClusterObjects, cluster: Cluster): readonly Problem[] {
  const { stoppedBy, account } = asker;
  if (stoppedBy !== undefined) return [{ code: 'settingStopsSignIn', text: stoppedBy }];
  if (account === undefined || isAssumedAccount(asker)) return [];
  const isThere = account.serviceAccount === 'default' || accountFact(objects, account) !== undefined;
  if (!isThere && objects.isWhole && objects.kinds.has('ServiceAccount'))
    return [
      {
        code: 'accountNotThere',
        text: say`${nameOfAsker(asker)} asks as ${account.namespace}/${account.serviceAccount}, and the cluster has no such service account.`,
        ...defined({ yaml: annotationYaml(asker) }),
      },
    ];
  return podProblems(asker, cluster);
}

/** The usual account of an operator whose pods were not found; settings in a file leave no doubt about the account. */
function isAssumedAccount({ isOperatorAccount, unknown = [] }: Asker): boolean {
  return isOperatorAccount === true && unknown.some(({ subject: { what } }) => what !== 'settings');
}

function isNamedByObject(identity: Asker['identity']): boolean {
  return identity !== undefined && identity.from !== 'annotation' && identity.from !== 'AZURE_CLIENT_ID';
}

interface AzureVerdict {
  readonly works: Works;
  readonly problems: readonly Problem[];
  readonly identity?: KnownIdentity;
}

const open = (unknown: Unknown): Works => ({ kind: 'unknown', unknown });

/** Nothing more is to be said of an account that is not there. */
function nothingMore(): AzureVerdict {
  return { works: open(unknownWith('untellable', 'account', say`The account is not there.`)), problems: [] };
}

function azureVerdict(asker: Asker, objects: ClusterObjects, azure: AzureHalf): AzureVerdict {
  const { account, identity: askedIdentity, unknown = [] } = asker;
  if (account === undefined) {
    const unknownAccount = unknownWith('untellable', 'account', say`The account that asks is not known.`);
    return { works: open(unknown[0] ?? unknownAccount), problems: [] };
  }
  // Only what an object says itself can be wrong while its operator's account is assumed.
  if (isAssumedAccount(asker) && unknown[0] !== undefined && !isNamedByObject(askedIdentity))
    return { works: open(unknown[0]), problems: [] };
  const askedId = askedIdentity?.clientId ?? askedIdentity?.resourceId;
  if (askedId === undefined) return withoutClientId(asker, objects);
  if (hasMask(askedId))
    return { works: open(unknownWith('untellable', 'clientId', say`The client ID is masked.`)), problems: [] };
  const identity =
    otherKindOfId(askedId, azure.identities) === undefined
      ? identityAskedFor({ clientId: askedId }, azure.identities, azure.cluster)
      : undefined;
  if (identity === undefined) return ofNoIdentity(asker, askedId, azure);
  const otherTenant = tenantProblem(asker, identity);
  if (otherTenant)
    return { works: open(unknownWith('untellable', 'asker', otherTenant.text)), problems: [otherTenant], identity };
  return { ...trustVerdict(asker, identity, objects, azure), identity };
}

function codeFor(asker: Asker, codes: readonly [operator: AskerProblem, workload: AskerProblem]): AskerProblem {
  return asksWithPods(asker) ? codes[1] : codes[0];
}

function ofNoIdentity(asker: Asker, askedId: string, azure: AzureHalf): AzureVerdict {
  const code = codeFor(asker, ['operatorClientIdUnknown', 'clientIdUnknown']);
  const yaml = objectYaml(asker);
  const kind = otherKindOfId(askedId, azure.identities);
  const askerName = nameOfAsker(asker);
  if (kind !== undefined) {
    const texts: Readonly<Record<typeof kind, Words>> = {
      resourceId: say`${askerName} names ${askedId}, which is a resource ID. A client ID is needed.`,
      objectId: say`${askerName} names ${askedId}, which is the object ID of an identity. Its client ID is needed.`,
      blanks: say`${askerName} names ${askedId.trim()} with a blank or a new line beside it, which Entra takes for a part of the client ID.`,
      noGuid: say`${askerName} names ${askedId}, which is not a client ID.`,
    };
    const text = texts[kind];
    return {
      works: { kind: 'no', code, reason: text },
      problems: [{ code, severity: 'error', text, ...defined({ yaml }) }],
    };
  }
  if (azure.identities === undefined)
    return { works: open(unknownWith('failed', 'identities', say`The identities could not be listed.`)), problems: [] };
  const text = say`${askerName} names client ID ${askedId}, which no visible identity has: it was deleted, you can't see it, or it is an app registration.`;
  return {
    works: open(unknownWith('hidden', 'identity', text, askedId)),
    problems: [{ code, text, isOpen: true, ...defined({ yaml }) }],
  };
}

function tenantProblem(asker: Asker, identity: KnownIdentity): Problem | undefined {
  const { tenantId } = asker;
  if (tenantId === undefined || identity.tenantId === undefined) return undefined;
  if (!isGuid(tenantId) || !isGuid(identity.tenantId) || sameGuid(tenantId, identity.tenantId)) return undefined;
  return {
    code: 'tenantDiffers',
    text: say`${nameOfAsker(asker)} names directory ${tenantId}, but ${identity.name} is in ${identity.tenantId}.`,
    ...defined({ yaml: objectYaml(asker, identity) }),
  };
}

function trustVerdict(
  asker: Asker,
  identity: KnownIdentity,
  objects: ClusterObjects,
  azure: AzureHalf,
): Omit<AzureVerdict, 'identity'> {
  const [assumed] = asker.unknown ?? [];
  if (isAssumedAccount(asker) && assumed !== undefined) return { works: open(assumed), problems: [] };
  const ownWorkloads = azure.workloads.filter(({ identityId }) => sameId(identityId, identity.id));
  return asker.mode === 'binding'
    ? bindingVerdict(asker, identity, ownWorkloads, objects, azure)
    : credentialVerdict(asker, identity, ownWorkloads, objects, azure);
}

function bindingVerdict(
  asker: Asker,
  identity: KnownIdentity,
  ownWorkloads: AzureHalf['workloads'],
  objects: ClusterObjects,
  azure: AzureHalf,
): Omit<AzureVerdict, 'identity'> {
  const binding = ownWorkloads.find(({ bindingId }) => bindingId !== undefined);
  if (binding === undefined) {
    const [first] = azure.unknown;
    if (first) return { works: open(first), problems: [] };
    const text = say`${nameOfAsker(asker)} asks through a binding, and ${identity.name} is not bound to ${azure.cluster.name}.`;
    const code = codeFor(asker, ['operatorAccountNotTrusted', 'accountNotTrusted']);
    const fix = { kind: 'bindIdentity' as const, clusterId: azure.cluster.id, identityId: identity.id };
    return { works: { kind: 'no', code, reason: text }, problems: [{ code, text, fix }] };
  }
  if (binding.state === 'broken') return broken(asker, identity, binding.reason);
  const denied = notAllowed(asker, identity, objects);
  if (denied !== undefined)
    return { works: { kind: 'no', code: denied.code, reason: denied.text }, problems: [denied] };
  const text = say`${nameOfAsker(asker)} uses the binding of ${identity.name}. ${bindingOptIn()}`;
  return {
    works: open(
      unknownWith('untellable', 'optIn', say`Whether the program opts in to the binding can't be seen from outside.`),
    ),
    problems: [{ code: 'bindingNeedsClientOptIn', text }],
  };
}

/** The binding is there, but the roles of the cluster do not let the account use it. */
function notAllowed(
  { account, identity: asked }: Asker,
  { id, name, tenantId }: KnownIdentity,
  objects: ClusterObjects,
): Problem | undefined {
  const clientId = asked?.clientId;
  if (account === undefined || clientId === undefined || mayUseIdentity(objects, account, clientId) !== false)
    return undefined;
  const accountName = `${account.namespace}/${account.serviceAccount}`;
  return {
    code: 'bindingNotAllowed',
    text: say`${accountName} asks through the binding of ${name}, and no ClusterRole with the verb use-managed-identity lets it use that identity.`,
    yaml: bindingRoles(account, { identityId: id, clientId, tenantId }),
  };
}

function credentialVerdict(
  asker: Asker,
  identity: KnownIdentity,
  ownWorkloads: AzureHalf['workloads'],
  objects: ClusterObjects,
  azure: AzureHalf,
): Omit<AzureVerdict, 'identity'> {
  const { account } = asker;
  const isIts = (workload: AzureHalf['workloads'][number]): boolean =>
    workload.bindingId === undefined &&
    workload.namespace === account?.namespace &&
    workload.serviceAccount === account.serviceAccount;
  const trusting = ownWorkloads.filter(isIts);
  if (trusting.some(({ state }) => state === 'works')) return { works: worksOrOpen(asker), problems: [] };
  const unsure = trusting.find(({ state }) => state === 'unknown');
  if (unsure)
    return {
      works: open(unsure.unknown ?? unknownWith('untellable', 'credential', unsure.reason ?? say`Not known.`)),
      problems: [],
    };
  const isExpression = ownWorkloads.some(
    (workload) => workload.bindingId === undefined && workload.namespace === '*' && workload.state !== 'broken',
  );
  if (isExpression) {
    const reason = say`A credential of ${identity.name} has an expression, and whether it fits this account is decided by Entra.`;
    return { works: open(unknownWith('untellable', 'expression', reason)), problems: [] };
  }
  const [first] = trusting;
  if (first) return broken(asker, identity, first.reason);
  const [unread] = azure.unknown;
  if (unread) return { works: open(withTitle(say`Whether ${identity.name} trusts the account`, unread)), problems: [] };
  const [noPods] = asker.unknown ?? [];
  if (noPods !== undefined && isIdle(asker) && ownWorkloads.some(({ bindingId }) => bindingId !== undefined))
    return { works: open(noPods), problems: [] };
  return formerId(asker, identity, objects) ?? notTrusted(asker, identity, azure);
}

/** Pods that ask for another identity than their account's annotation names: what was taken away is not given back. */
function formerId(
  asker: Asker,
  { name }: KnownIdentity,
  objects: ClusterObjects,
): Omit<AzureVerdict, 'identity'> | undefined {
  const { account, identity: asked } = asker;
  const annotated = account && accountFact(objects, account)?.clientId;
  if (annotated === undefined || asked?.from !== 'AZURE_CLIENT_ID' || sameGuid(annotated, asked.clientId))
    return undefined;
  const code = codeFor(asker, ['operatorAccountNotTrusted', 'accountNotTrusted']);
  const text = say`${nameOfAsker(asker)} asks for ${name}, which does not trust its account, and the annotation of ${account?.namespace ?? ''}/${account?.serviceAccount ?? ''} names ${annotated}. Restart its pods if AZURE_CLIENT_ID is not set in their template.`;
  return { works: { kind: 'no', code, reason: text }, problems: [{ code, text }] };
}

/** True for an annotated account that nothing uses at the moment. */
function isIdle({ what, pods }: Asker): boolean {
  return what.kind === 'ServiceAccount' && pods === undefined;
}

/** What is assumed about an operator whose pods were not found stays open. */
function worksOrOpen({ unknown = [] }: Asker): Works {
  const [first] = unknown;
  return first === undefined ? { kind: 'yes' } : open(first);
}

function broken(asker: Asker, identity: KnownIdentity, reason: Words | undefined): Omit<AzureVerdict, 'identity'> {
  const code = codeFor(asker, ['operatorAccountNotTrusted', 'accountNotTrusted']);
  const text = say`${nameOfAsker(asker)} asks for ${identity.name}, but that doesn't work.${reason === undefined ? '' : say` ${reason}`}`;
  return { works: { kind: 'no', code, reason: text }, problems: [{ code, text }] };
}

function notTrusted(asker: Asker, identity: KnownIdentity, { cluster }: AzureHalf): Omit<AzureVerdict, 'identity'> {
  const { account, isOperatorAccount } = asker;
  const namespace = account?.namespace ?? '';
  const serviceAccount = account?.serviceAccount ?? '';
  const code = codeFor(asker, ['operatorAccountNotTrusted', 'accountNotTrusted']);
  const fix = {
    kind: 'createCredential' as const,
    clusterId: cluster.id,
    identityId: identity.id,
    namespace,
    serviceAccount,
  };
  const [unknown] = asker.unknown ?? [];
  // Nothing asks at the moment, so nothing fails.
  if (isIdle(asker) && unknown !== undefined) {
    const text = say`${namespace}/${serviceAccount} is annotated for ${identity.name}, which does not trust it. ${unknownText(unknown)}`;
    return { works: open(unknown), problems: [{ code, severity: 'warning', isOpen: true, text, fix }] };
  }
  const whose = isOperatorAccount ? say` (the account of its operator)` : '';
  const text =
    code === 'accountNotTrusted'
      ? say`${namespace}/${serviceAccount} asks for ${identity.name}, which does not trust it: its pods get no access.`
      : say`${nameOfAsker(asker)} asks for ${identity.name} as ${namespace}/${serviceAccount}${whose}, which ${identity.name} does not trust.`;
  return { works: { kind: 'no', code, reason: text }, problems: [{ code, text, fix }] };
}
