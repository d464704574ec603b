/** Judges tokens of other services than AKS. */
import { say } from '../../../../sentences/words.ts';
import type { MessageField } from '../../message/field.ts';
import { otherService } from '../../message/issuers.ts';
import { everyCredential } from '../../situation/azureHalf.ts';
import { advice, likely, open, proven, toPlan, type Fix, type Judgement } from '../../situation/judgement.ts';
import type { Situation } from '../../situation/situation.ts';
import type { Shown } from './credentialFit.ts';
import type { TokenCluster } from './tokenCluster.ts';

/** Issuers of tokens that no one outside of the cluster can check. */
const inside = /kubernetes\.default|\.azmk8s\.io|\.svc(?:\.|\/|$)|localhost/i;

/** Subjects of pipelines and others are told from accounts by their form. */
function notOfPod(subject: MessageField | undefined): Judgement | undefined {
  if (subject === undefined || subject.isMasked || !ofPipeline.test(subject.value)) return undefined;
  return open([], {
    text: say`The token is not one of a pod: its subject is ${subject.value}.`,
    next: [
      say`Look for the credential of whatever signs in with this subject: a pipeline or another service. It is no service account of a cluster.`,
    ],
  });
}

/** Any scheme of subjects but that of Kubernetes: `repo:`, `sc:`, `organization:`, `project_path:` ... */
const ofPipeline = /^(?!system:serviceaccount:)[a-z][\w-]*[:/]/i;

/** Returns what a token is if it is none of a pod of AKS: one of another service, or one that only the cluster itself can check. */
export function notOfAks({ issuer, subject }: Shown, token: TokenCluster, { facts }: Situation): Judgement | undefined {
  if (issuer === undefined) return notOfPod(subject);
  if (issuer.isMasked || token.isPublic) return undefined;
  const service = otherService(issuer.value);
  if (service !== undefined)
    return open([], {
      text: say`The token is not one of AKS: its issuer is the one of ${service}.`,
      next: [
        say`Compare the credentials of the identity with the issuer and the subject of that service. Connect Workload is for clusters of AKS.`,
      ],
    });
  const otherSubject = notOfPod(subject);
  if (otherSubject !== undefined) return otherSubject;
  const isInside = inside.test(issuer.value);
  const { value: credentials } = isInside ? {} : everyCredential(facts);
  const isOfNoOne = credentials?.every((each) => each.issuer !== issuer.value) === true;
  if (isInside || isOfNoOne)
    return (isInside ? proven : likely)('ISSUER_NOT_PUBLIC', {
      text: say`The token comes from ${issuer.value}, which is not the public issuer of an AKS cluster.`,
      fixes: fixesOfIssuer(token),
    });
  return undefined;
}

function fixesOfIssuer({ cluster }: TokenCluster): readonly Fix[] {
  return cluster === undefined
    ? [advice(say`Enable the OIDC issuer and workload identity on the cluster, then restart the pods.`)]
    : [
        toPlan(say`Enable workload identity on ${cluster.name}, then restart the pods.`, {
          kind: 'setWorkloadIdentity',
          clusterId: cluster.id,
          enabled: true,
          oidcIssuer: true,
        }),
      ];
}
