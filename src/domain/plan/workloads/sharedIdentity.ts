/** Says before a workload is connected what else uses its identity, and which other identities it has. */
import { aksPage } from '../../arm/docs.ts';
import { distinctIds, lastSegment, sameId, type ArmId } from '../../arm/resourceId.ts';
import type { Facts, FederatedCredential } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { sameIssuer } from '../../cluster/uses.ts';
import { identitiesOf } from '../../cluster/identitiesOf.ts';
import { type DraftCheck, type PlanContext, type PlanPart, unknownCheck } from '../planPart.ts';
import type { ActingWorkload, Warning } from '../plan.ts';
import { credentialKey, isFlexible } from '../../workloads/credential.ts';
import { isSharedAccount, productOfAccount, type Product } from '../../products/products.ts';
import { stateOfCredential } from '../../workloads/credentialState.ts';
import { isClusterIssuer, issuerOf } from '../../workloads/issuer.ts';
import { issuerOwner } from '../../workloads/owners.ts';
import { tokenSubject, type ServiceAccount } from '../../workloads/serviceAccount.ts';
import { trustInSight } from '../../workloads/trust.ts';
import { ownerOf } from '../../workloads/workloadIds.ts';
import { sentenceList } from '../../words/describe.ts';
import { distinctWords, say, type Phrase } from '../../../sentences/words.ts';

const source = aksPage('workload-identity-overview');

/** Warns if the identity is the control plane or kubelet identity of a visible cluster: bound pods get its rights. */
export function sharedWarnings(identityId: ArmId, accountName: Phrase, facts: Facts): readonly Warning[] {
  const clusters = facts.get({ kind: 'clusters' });
  return (clusters?.kind === 'found' ? clusters.value : []).flatMap((cluster) =>
    identitiesOf(cluster).flatMap(({ identityId: id, as, place }): Warning[] => {
      if (!(place === 'controlPlane' || place === 'kubelet') || !sameId(id, identityId)) return [];
      const text = say`${lastSegment(identityId)} is the ${as} identity of ${cluster.name}: ${accountName} will be able to do everything that it may. Give the workload an identity of its own.`;
      return [
        {
          id: 'sharedWithCluster',
          values: [identityId, cluster.id, place, accountName],
          severity: 'warning',
          text,
          source,
        },
      ];
    }),
  );
}

/** The kinds of object for which operators sign in as themselves. */
const objectsOf: ReadonlyMap<Product | undefined, string> = new Map([
  ['keda', 'TriggerAuthentication'],
  ['external-secrets', 'SecretStore'],
]);

/** Warns if the account is that of an operator that signs in for others: whoever may make its objects gets the rights. */
export function operatorWarnings({ namespace, serviceAccount }: ServiceAccount, identity: string): readonly Warning[] {
  if (!isSharedAccount(serviceAccount)) return [];
  const account = `${namespace}/${serviceAccount}`;
  const object = objectsOf.get(productOfAccount(serviceAccount));
  return [
    {
      id: 'operatorSignsIn',
      values: [account, identity],
      severity: 'warning',
      text:
        object === undefined
          ? say`${account} is the account of an operator that signs in for others: whoever may create its objects, in any namespace, can then use ${identity}.`
          : say`${account} signs in for every ${object} of every namespace: whoever may create one can then use ${identity}.`,
      source,
    },
  ];
}

/** The other identities that an account can act as. */
export interface OtherIdentities {
  /** Their names as far as they are known, also of those that earlier changes of the plan let it act as. */
  readonly names: readonly string[];
  /** The names of those that trust it now and that the plan leaves. */
  readonly left: readonly string[];
  /** The names of those whose flexible credentials may trust it. */
  readonly maybe: readonly string[];
  /** There may be more. */
  readonly isOpen: boolean;
  readonly warnings: readonly Warning[];
  readonly checks: readonly DraftCheck[];
}

export const noOthers: OtherIdentities = { names: [], left: [], maybe: [], isOpen: false, warnings: [], checks: [] };

/** An identity that trusts an account, now or after earlier changes of the plan. */
interface Trusting {
  readonly identityId: ArmId;
  /** Now, after an earlier change of the plan, or if an expression matches. */
  readonly how: 'now' | 'then' | 'maybe';
}

/** Says which other identities trust the account after the earlier changes of the plan, or why that is not known. */
export function otherIdentities(
  { account, identityId, cluster }: { account: ServiceAccount; identityId: ArmId; cluster: Cluster },
  { facts, earlier }: Pick<PlanContext, 'facts' | 'earlier'>,
): OtherIdentities {
  const issuer = issuerOf(cluster);
  // No one trusts the tokens of a cluster without an issuer.
  const trust = issuer === undefined ? { ofIssuer: () => [], unknown: undefined } : trustInSight(cluster, facts);
  if (trust === undefined) return { ...noOthers, isOpen: true };
  const accountName = `${account.namespace}/${account.serviceAccount}`;
  const subject = tokenSubject(account);
  const present = trust
    .ofIssuer(issuer ?? '')
    .filter((credential) => (isFlexible(credential) ? mayMatch(credential, subject) : credential.subject === subject))
    .filter((credential) => stateOfCredential(credential, cluster, facts).state !== 'broken');
  const trusting = new Map<string, Trusting>(
    present.map((credential) => [
      credentialKey(credential),
      { identityId: credential.identityId, how: isFlexible(credential) ? 'maybe' : 'now' },
    ]),
  );
  for (const step of earlier) {
    if (step.kind !== 'createCredential' && step.kind !== 'deleteCredential') continue;
    const owner = ownerOf(step.credentialId);
    const key = credentialKey({ identityId: owner, name: lastSegment(step.credentialId) });
    if (step.kind === 'deleteCredential') trusting.delete(key);
    else if (step.subject === subject && sameId(step.clusterId, cluster.id))
      trusting.set(key, trusting.get(key) ?? { identityId: owner, how: 'then' });
  }
  const namesOf = (...hows: readonly Trusting['how'][]): readonly string[] =>
    distinctIds(
      [...trusting.values()].flatMap(({ identityId: id, how }) =>
        hows.includes(how) && !sameId(id, identityId) ? [id] : [],
      ),
    )
      .map(lastSegment)
      .toSorted();
  const names = namesOf('now', 'then');
  return {
    names,
    left: namesOf('now'),
    maybe: namesOf('maybe').filter((name) => !names.includes(name)),
    isOpen: trust.unknown !== undefined,
    warnings:
      names.length === 0
        ? []
        : [
            {
              id: 'secondIdentity',
              values: [accountName, ...names],
              severity: 'warning',
              text: say`${accountName} can also act as ${sentenceList(names)}. With a second identity, the annotation of the service account decides which one its pods act as.`,
              source,
            },
          ],
    checks:
      trust.unknown === undefined || names.length > 0
        ? []
        : [
            unknownCheck(
              { id: 'otherTrust', about: [accountName], title: say`Whether another identity trusts ${accountName}` },
              [trust.unknown],
            ),
          ],
  };
}

/** Returns false only where an expression compares nothing but the subject, and with another one. */
function mayMatch({ expression = '' }: Pick<FederatedCredential, 'expression'>, subject: string): boolean {
  const [, operator, text = ''] = /^\s*claims\['sub'\]\s+(eq|matches)\s+'([^']*)'\s*$/.exec(expression) ?? [];
  if (operator === undefined) return true;
  return operator === 'eq' ? text === subject : subject.startsWith(text.split(/[*?]/)[0] ?? '');
}

/** Where other credentials of the identity let the same account in, as plans that move them say it. */
export function placesElsewhere(
  present: readonly FederatedCredential[],
  { account, issuer }: { readonly account: ServiceAccount; readonly issuer: string | undefined },
  { facts }: PlanContext,
): readonly Phrase[] {
  const others = present.filter(
    (credential) =>
      credential.subject === tokenSubject(account) && !(issuer !== undefined && sameIssuer(credential.issuer, issuer)),
  );
  const places = others.map(({ issuer: other }) => {
    if (!isClusterIssuer(other)) return say`issuer of something else`;
    const { cluster, doubt } = issuerOwner(other, facts);
    return cluster?.name ?? (doubt === undefined ? say`cluster that is gone` : say`cluster out of sight`);
  });
  return distinctWords(places);
}

/** The check of a workload that is connected already. */
export function alreadyConnected(credential: string, identity: string): DraftCheck {
  return {
    id: 'connected',
    title: say`Already connected`,
    verdict: 'pass',
    detail: say`The credential ${credential} of ${identity} already accepts these tokens; nothing will be sent.`,
  };
}

/** Through what, or where, a workload could act as its identity before; it is said of what is new only where there was something. */
export function actingSketches(
  acting: ActingWorkload,
  {
    had,
    notes,
    by,
  }: { readonly had: readonly ActingWorkload[]; readonly notes: readonly Phrase[]; readonly by: Phrase },
): Pick<PlanPart, 'before' | 'after'> {
  const before = notes.map((note) => ({ ...acting, note }));
  return {
    before: { workloads: [...had, ...before] },
    after: { workloads: [...had, before.length === 0 ? acting : { ...acting, note: by }] },
  };
}
