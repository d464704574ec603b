import { isBindingIssuer } from '../../domain/uses/boundTo.ts';
import { clusterOfCredential } from '../../domain/workloads/credentialCluster.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import type { JudgedCredential } from '../../domain/workloads/judgedUses.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import { credentialId } from '../../domain/workloads/workloadIds.ts';
import { serviceAccountOf } from '../../domain/workloads/serviceAccount.ts';
import { contextValue } from '../../manifest.ts';
import { described, graveTexts, markState, marksOf } from '../row/marks.ts';
import { knownTexts, tooltipLines, type Row } from '../row/row.ts';
import { spokenState, stateWord, trustState } from './trustWords.ts';
import { t, shownText } from '../../sentences/language.ts';

/** Makes the row of a federated credential below its identity: the service account, its cluster, and whether it works. */
export function credentialRow(identity: Row, credential: JudgedCredential, findings: readonly Finding[]): Row {
  const marks = marksOf(findings);
  const { identityId = '', principalId, clientId } = identity;
  const { name, issuer, subject, expression, audiences, cluster, clusterId, reason } = credential;
  const account = serviceAccountOf(subject);
  const id = credentialId(identityId, name);
  const isShared = isBindingIssuer(issuer);
  const parts = (word: string | undefined) => [word, shownText(clusterOfCredential(credential))];
  return {
    key: `credential:${idKey(id)}`,
    kind: 'credential',
    label: account && !isShared ? `${account.namespace}/${account.serviceAccount}` : name,
    ...(isShared
      ? { description: t`shared by identity bindings` }
      : described(marks, parts(stateWord(credential)), {
          state: (credential.state === 'broken' ? undefined : markState(marks)) ?? trustState(credential),
          spoken: parts(spokenState(credential)),
        })),
    icon: { id: isShared ? 'link' : 'person' },
    tooltip: tooltipLines({
      'Federated credential': name,
      'Acts as': identity.label,
      State: isShared ? undefined : spokenState(credential),
      Findings: graveTexts(findings),
      [isShared ? t`Used by` : t`Reason`]: reason && shownText(reason),
      Cluster: cluster ?? (isShared ? undefined : credential.isClusterGone ? t`gone` : t`none that you can see`),
      Subject: subject,
      Expression: expression,
      Issuer: issuer,
      Audience: audiences.join(', '),
      'Resource ID': id,
    }),
    contextValue: contextValue('credential', { movable: !isShared && cluster === undefined }),
    identityId,
    credentialId: id,
    resourceId: id,
    issuer,
    ...knownTexts({ clusterId, principalId, clientId }),
    ...(isShared ? {} : account),
  };
}
