/** Says before a workload is connected what else uses its identity, and which other identities it has. */
import { aksPage } from '../../arm/docs.ts';
import { distinctIds, lastSegment, sameId, type ArmId } from '../../arm/resourceId.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { identitiesOf } from '../../cluster/identitiesOf.ts';
import { type DraftCheck, unknownCheck } from '../planPart.ts';
import type { Warning } from '../plan.ts';
import { isFlexible } from '../../workloads/credential.ts';
import { stateOfCredential } from '../../workloads/credentialState.ts';
import { issuerOf } from '../../workloads/issuer.ts';
import { tokenSubject, type ServiceAccount } from '../../workloads/serviceAccount.ts';
import { trustInSight } from '../../workloads/trust.ts';
import { say, type Phrase } from '../../../sentences/words.ts';

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

/** The other identities that an account can act as. */
export interface OtherIdentities {
  /** Their names as far as they are known. */
  readonly names: readonly string[];
  /** There may be more. */
  readonly isOpen: boolean;
  readonly warnings: readonly Warning[];
  readonly checks: readonly DraftCheck[];
}

/** A cluster without an issuer has none whose tokens anyone trusts. */
export const noOthers: OtherIdentities = { names: [], isOpen: false, warnings: [], checks: [] };

/** Says which other identities already trust the account, or why that is not known. */
export function otherIdentities(
  { account, identityId, cluster }: { account: ServiceAccount; identityId: ArmId; cluster: Cluster },
  facts: Facts,
): OtherIdentities {
  const issuer = issuerOf(cluster);
  const trust = issuer === undefined ? undefined : trustInSight(cluster, facts);
  if (issuer === undefined) return noOthers;
  if (trust === undefined) return { ...noOthers, isOpen: true };
  const accountName = `${account.namespace}/${account.serviceAccount}`;
  const otherCredentials = trust
    .ofIssuer(issuer)
    .filter(
      (credential) =>
        !isFlexible(credential) &&
        credential.subject === tokenSubject(account) &&
        !sameId(credential.identityId, identityId),
    )
    .filter((credential) => stateOfCredential(credential, cluster, facts).state !== 'broken');
  const names = distinctIds(otherCredentials.map(({ identityId }) => identityId)).map(lastSegment);
  return {
    names,
    isOpen: trust.unknown !== undefined,
    warnings:
      names.length === 0
        ? []
        : [
            {
              id: 'secondIdentity',
              values: [accountName, ...names],
              severity: 'warning',
              text: say`${accountName} can already act as ${names.join(' and ')}. With a second identity, the annotation of the service account decides which one its pods act as.`,
              source,
            },
          ],
    checks:
      trust.unknown === undefined || names.length > 0
        ? []
        : [
            unknownCheck(
              { id: 'otherTrust', about: [accountName], title: say`No other identity trusts ${accountName}` },
              [trust.unknown],
            ),
          ],
  };
}
