/** Rules about the federated credentials with which workloads of a cluster act as identities. */
import { aksPage, federationPage } from '../../arm/docs.ts';
import { distinctIds, idKey, lastSegment } from '../../arm/resourceId.ts';
import type { IdentityCredential } from '../../cluster/facts.ts';
import { isBindingIssuer } from '../../uses/boundTo.ts';
import { accountName, isFlexible, whyMalformed, tokenAudience, whyNotMoved } from '../../workloads/credential.ts';
import { notAsWritten, noTokensByAks, stateOfCredential } from '../../workloads/credentialState.ts';
import { goneIssuersOf, trustingCredentialsWords } from '../../workloads/goneIssuers.ts';
import { hasWorkloadIdentity, issuerOf } from '../../workloads/issuer.ts';
import { issuerOwner } from '../../workloads/owners.ts';
import { trustOf } from '../../workloads/trust.ts';
import { accessThrough, workingInstead } from '../../workloads/workingInstead.ts';
import { credentialId } from '../../workloads/workloadIds.ts';
import { evidence } from '../rule/evidence.ts';
import type { Rule, RuleInput } from '../rule/rule.ts';
import { allOf } from '../../words/describe.ts';
import { joinWords, say, type Words, type Phrase } from '../../../sentences/words.ts';

export const credentialOfGoneIssuer: Rule = {
  title: say`Credential trusts a cluster that is gone`,
  severity: 'error',
  otherwise: {
    severity: 'info',
    when: 'where its cluster may only be out of sight, or its pods get access through another credential',
  },
  source: aksPage('use-oidc-issuer'),
  meaning: say`A federated credential trusts the issuer of a cluster that is gone or not visible. Pods that rely on it get no access.`,
  find({ cluster, facts }) {
    const trust = trustOf(cluster, facts);
    if (trust === undefined) return [];
    return goneIssuersOf(cluster, trust.all, facts).map(({ issuer, credentials, isSuccessor }) => {
      const names = credentials.map(nameWithIdentity);
      const { doubt } = issuerOwner(issuer, facts);
      const instead = new Map(
        credentials.map((credential) => [
          credential,
          workingInstead(credential, trust.ofIdentity(credential.identityId), facts),
        ]),
      );
      const needed = credentials.filter((credential) => instead.get(credential) === undefined);
      const trusting = trustingCredentialsWords(needed.length > 0 ? needed : credentials, doubt, needed.length > 0);
      const accesses = credentials.flatMap((credential) => {
        const other = instead.get(credential);
        return other === undefined ? [] : [accessDespite(credential, other, needed.length > 0)];
      });
      const canMove =
        isSuccessor &&
        issuerOf(cluster) !== undefined &&
        credentials.some((credential) => whyNotMoved(credential) === undefined);
      const [only, ...otherCredentials] = credentials;
      const remove =
        only && otherCredentials.length === 0 && doubt === undefined && !isFlexible(only)
          ? credentialId(only.identityId, only.name)
          : undefined;
      return {
        severity: doubt === undefined && needed.length > 0 ? 'error' : 'info',
        text: joinWords([
          trusting,
          ...(isSuccessor ? [likeThoseOf(cluster.name, needed.length > 0 ? needed : credentials)] : []),
          ...accesses,
        ]),
        evidence: evidence`${{ issuer }} is the issuer of ${{ credentials: names }}.`,
        subject: issuer,
        places: distinctIds(credentials.map(({ identityId }) => identityId)),
        ...sparedOf(credentials, needed),
        ...(doubt === undefined ? {} : { unknown: [doubt] }),
        ...(canMove
          ? { fix: { kind: 'moveCredentials' as const, fromIssuer: issuer, clusterId: cluster.id } }
          : remove === undefined
            ? {}
            : { fix: { kind: 'deleteCredential' as const, credentialId: remove } }),
      };
    });
  },
};

function nameWithIdentity({ name, identityId }: IdentityCredential): Phrase {
  return say`${name} of ${lastSegment(identityId)}`;
}

function likeThoseOf(clusterName: string, { length }: readonly IdentityCredential[]): Words {
  return length === 1
    ? say`It probably belonged to ${clusterName} before it was recreated.`
    : say`They probably belonged to ${clusterName} before it was recreated.`;
}

/** Says that nothing is lost with a credential; where others come before it, that it is one more. */
function accessDespite(credential: IdentityCredential, other: IdentityCredential, isOneMore: boolean): Words {
  const access = accessThrough(accountName(credential), other.name);
  return isOneMore ? say`${nameWithIdentity(credential)} trusts it, too, but ${access}` : access;
}

/** The identities none of whose credentials is needed. */
function sparedOf(credentials: readonly IdentityCredential[], needed: readonly IdentityCredential[]) {
  const neededKeys = new Set(needed.map(({ identityId }) => idKey(identityId)));
  const spared = distinctIds(credentials.map(({ identityId }) => identityId)).filter(
    (id) => !neededKeys.has(idKey(id)),
  );
  return spared.length === 0 ? {} : { spared };
}

export const credentialMalformed: Rule = {
  title: say`Credential that can match nothing`,
  severity: 'error',
  source: federationPage,
  meaning: say`A federated credential has an issuer or subject that no token of the cluster can match.`,
  find: (input) =>
    ownCredentials(input).flatMap((credential) => {
      const problem = mismatchOf(credential, input);
      if (problem === undefined) return [];
      const { issuer, subject } = credential;
      const id = credentialId(credential.identityId, credential.name);
      return [
        {
          text: say`${credentialWords(credential)} matches no token. ${problem}`,
          brief: say`${credential.name} of ${lastSegment(credential.identityId)}`,
          evidence: evidence`${{ credential: id }}: issuer "${{ issuer }}", subject "${{ subject }}".`,
          subject: id,
          fix: { kind: 'deleteCredential', credentialId: id },
        },
      ];
    }),
};

export const credentialWrongAudience: Rule = {
  title: say`Credential with another audience`,
  severity: 'error',
  source: aksPage('workload-identity-overview'),
  meaning: say`A federated credential accepts tokens for a different audience than the one that pods get tokens for.`,
  find: (input) =>
    ownCredentials(input)
      .filter(
        (credential) =>
          !isFlexible(credential) && mismatchOf(credential, input) === undefined && !isBindingIssuer(credential.issuer),
      )
      .filter(({ audiences }) => audiences.join() !== tokenAudience)
      .map((credential) => {
        const { audiences } = credential;
        const id = credentialId(credential.identityId, credential.name);
        return {
          text: say`${credentialWords(credential)} accepts tokens for ${audiences.join(', ')}; the tokens of pods are for ${tokenAudience}.`,
          brief: say`${credential.name} of ${lastSegment(credential.identityId)}`,
          evidence: evidence`${{ credential: id }}: audiences ${{ audiences }}.`,
          subject: id,
          fix: { kind: 'deleteCredential', credentialId: id },
        };
      }),
};

/** Returns the credentials that name the cluster's issuer. */
function ownCredentials({ cluster, facts }: RuleInput): readonly IdentityCredential[] {
  const trust = trustOf(cluster, facts);
  const issuer = issuerOf(cluster);
  return issuer === undefined ? [] : (trust?.ofIssuer(issuer) ?? []);
}

/** Says why a credential matches no token. Azure does not show whom a flexible one trusts, so nothing is reported about it. */
function mismatchOf(credential: IdentityCredential, { cluster }: RuleInput): Words | undefined {
  if (isFlexible(credential)) return undefined;
  return whyMalformed(credential) ?? (credential.issuer === issuerOf(cluster) ? undefined : notAsWritten);
}

function credentialWords({ name, identityId }: IdentityCredential): Phrase {
  return say`The credential ${name} of ${lastSegment(identityId)}`;
}

export const credentialWithoutWorkloadIdentity: Rule = {
  title: say`Workload identity is off`,
  severity: 'info',
  source: aksPage('workload-identity-deploy-cluster'),
  meaning: say`A federated credential names the cluster, where workload identity is off: AKS puts no tokens into pods. The credential works if something else does, such as a webhook of your own.`,
  controls: ['workloadIdentity'],
  find(input) {
    const { cluster } = input;
    const credentialsOfCluster = ownCredentials(input);
    if (credentialsOfCluster.length === 0 || hasWorkloadIdentity(cluster)) return [];
    const credentials = credentialsOfCluster.map(({ name, identityId }) => say`${name} of ${lastSegment(identityId)}`);
    return [
      {
        text:
          credentialsOfCluster.length === 1
            ? say`A credential names ${cluster.name}, where workload identity is off: ${noTokensByAks}`
            : say`${credentialsOfCluster.length} credentials name ${cluster.name}, where workload identity is off: ${noTokensByAks}`,
        evidence: evidence`${{ credentials }}`,
        places: distinctIds(credentialsOfCluster.map(({ identityId }) => identityId)),
        fix: { kind: 'setWorkloadIdentity', clusterId: cluster.id, enabled: true },
      },
    ];
  },
};

/** Two identities may trust the same service account; the account's annotation decides which one a pod gets. */
export const duplicateCredential: Rule = {
  title: say`Service account trusted by several identities`,
  severity: 'info',
  source: aksPage('workload-identity-overview'),
  meaning: say`Several identities trust the same service account. Its annotation decides which one its pods act as.`,
  find(input) {
    const { cluster, facts } = input;
    // A credential that matches no token lets no one act.
    const acting = ownCredentials(input).filter(
      (credential) => !isFlexible(credential) && stateOfCredential(credential, cluster, facts).state !== 'broken',
    );
    return [...Map.groupBy(acting, ({ subject }) => subject).values()].flatMap((ofSubject) => {
      const identities = distinctIds(ofSubject.map(({ identityId }) => identityId));
      if (identities.length < 2) return [];
      const credentials = ofSubject.map(({ name, identityId }) => credentialId(identityId, name));
      const [subject = '', last = ''] = [credentials[0], credentials.at(-1)];
      return [
        {
          text: say`${joinWords(ofSubject.slice(-1).map(accountName))} can act as ${allOf(identities.map(lastSegment))}; its annotation decides which one.`,
          advice: say`Remove the credential that is not used.`,
          brief: joinWords(ofSubject.slice(-1).map(accountName)),
          evidence: evidence`Credentials: ${{ credentials }}.`,
          subject,
          places: identities,
          fix: { kind: 'deleteCredential', credentialId: last },
        },
      ];
    });
  },
};
