/** Judges tokens of other services than AKS. */
import type { Cluster } from '../../../cluster/model.ts';
import { hasWorkloadIdentity, issuerOf } from '../../../workloads/issuer.ts';
import { say } from '../../../../sentences/words.ts';
import type { MessageField } from '../../message/field.ts';
import { otherService } from '../../message/issuers.ts';
import type { Hit } from '../../message/readMessage.ts';
import { clusterInQuestion, everyCredential } from '../../situation/azureHalf.ts';
import { advice, likely, open, proven, toPlan, type Fix, type Judgement } from '../../situation/judgement.ts';
import type { Situation } from '../../situation/situation.ts';
import type { Shown } from './credentialFit.ts';
import type { TokenCluster } from './tokenCluster.ts';

/** Issuers of an API server itself, whose tokens no one outside of the cluster can check. */
const ofApiServer = /^https?:\/\/(?:kubernetes\.default(?=[.:/]|$)|[^/]+\.azmk8s\.io(?=[:/]|$))/i;

/** A host that nobody else can reach, such as that of a cluster on one's own machine. */
const local =
  /^https?:\/\/(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)[\w.]*(?=[:/]|$)|^https?:\/\/localhost/i;

/** A service in a cluster that issues tokens of its own, such as Keycloak. */
const inCluster = /^https?:\/\/[^/]+\.svc(?=[.:/]|$)/i;

/** Where clusters outside of AKS publish their issuer: Azure Red Hat OpenShift, and others as their documentation says. */
const inStorage =
  /^https:\/\/[^/]+\.(?:(?:blob|web)\.(?:core|storage)\.[\w.]+|s3[\w.-]*\.amazonaws\.com(?:\.cn)?)(?=[:/]|$)|^https:\/\/(?:s3[\w.-]*\.amazonaws|storage\.googleapis)\.com/i;

/** Subjects of pipelines and others are told from accounts by their form. */
function notOfPod(subject: MessageField | undefined): Judgement | undefined {
  if (subject === undefined || subject.isMasked || !ofPipeline.test(subject.value)) return undefined;
  return open([], {
    text: say`The token is not one of a pod: its subject is ${subject.value}.`,
    next: [
      say`Look for the credential of whatever signs in with this subject: a pipeline or another service. It is not a service account of a cluster.`,
    ],
  });
}

/** Any scheme of subjects but that of Kubernetes: `repo:`, `sc:`, `organization:`, `project_path:` ... */
const ofPipeline = /^(?!system:serviceaccount:)[a-z][\w-]*[:/]/i;

/** Returns what a token is if it is none of a pod of AKS: one of another service, or one that only the cluster itself can check. */
export function notOfAks(
  { issuer, subject }: Shown,
  token: TokenCluster,
  hit: Hit,
  situation: Situation,
): Judgement | undefined {
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
  return notPublic(issuer.value, hit, situation);
}

function notPublic(issuer: string, hit: Hit, situation: Situation): Judgement | undefined {
  const text = say`The token comes from ${issuer}, which is not the public issuer of an AKS cluster.`;
  if (ofApiServer.test(issuer))
    return proven('ISSUER_NOT_PUBLIC', { text, fixes: [fixOf(clusterInQuestion(hit, situation).value, situation)] });
  if (inCluster.test(issuer))
    return open([], {
      text: say`The token comes from ${issuer}, a service in a cluster that issues tokens of its own. It is not an AKS service account.`,
      next: [
        say`Let the program sign in with the token of its service account. Microsoft Entra ID reads only issuers that are public.`,
      ],
    });
  const isOfNoOne =
    local.test(issuer) || everyCredential(situation.facts).value?.every((each) => each.issuer !== issuer) === true;
  if (!isOfNoOne) return undefined;
  if (inStorage.test(issuer))
    return open(['NO_CREDENTIAL', 'ISSUER_DIFFERS'], {
      text: say`The token comes from ${issuer}, which is in storage, as with clusters outside of AKS. No visible credential names this issuer.`,
      next: [say`Compare the credentials of the identity with this issuer. Connect Workload is for clusters of AKS.`],
    });
  return likely('ISSUER_NOT_PUBLIC', {
    text,
    fixes: [
      advice(
        say`If the pod runs on AKS, enable the OIDC issuer and workload identity on its cluster, then restart the pod. For a cluster outside of AKS, publish its issuer, and add a credential with it.`,
      ),
    ],
  });
}

/** Nothing in the token of an API server tells the cluster, so that only the one that the user has named gets a plan. */
function fixOf(cluster: Cluster | undefined, { clusterId }: Situation): Fix {
  if (cluster !== undefined && issuerOf(cluster) !== undefined && hasWorkloadIdentity(cluster))
    return advice(
      say`The OIDC issuer and workload identity are on for ${cluster.name}. Restart the pod if it is older than they are; otherwise its token is of another cluster: diagnose the message there.`,
    );
  if (cluster === undefined || clusterId === undefined)
    return advice(say`Enable the OIDC issuer and workload identity on the cluster, then restart the pods.`);
  return toPlan(say`Enable workload identity on ${cluster.name}, if the pod runs there, then restart the pods.`, {
    kind: 'setWorkloadIdentity',
    clusterId: cluster.id,
    enabled: true,
    oidcIssuer: true,
  });
}
