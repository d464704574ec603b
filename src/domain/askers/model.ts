/** Who in a cluster asks Entra for tokens: the cluster's objects as facts, and what follows from them. */
import type { JsonObject } from '../arm/json.ts';
import type { ArmId } from '../arm/resourceId.ts';
import type { Unknown } from '../arm/unknown.ts';
import type { Change } from '../change/change.ts';
import type { NamedPlaces } from '../gateway/placeAccess.ts';
import type { ServiceAccount } from '../workloads/serviceAccount.ts';
import type { Words } from '../../sentences/words.ts';
import type { Product } from '../products/products.ts';

/** What was read of a cluster with `kubectl get -o json`, now or in saved files. */
export interface ClusterObjects {
  readonly accounts: readonly AccountFact[];
  /** Running and finished pods. */
  readonly pods: readonly PodFact[];
  /** The pod templates of Deployments, StatefulSets, DaemonSets, Jobs and CronJobs, where these were read. */
  readonly templates: readonly PodFact[];
  /** The objects of operators, drivers and volumes that can name an identity. */
  readonly objects: readonly OperatorObject[];
  /** The kinds that were read, such as `ServiceAccount`; a kind that the cluster does not have counts as read. */
  readonly kinds: ReadonlySet<string>;
  /** True if every namespace was read; in saved files, what is missing may exist all the same. */
  readonly isWhole: boolean;
  /** Why kinds, or parts of files, could not be read. */
  readonly unknown: readonly Unknown[];
  /** Why roles and their bindings could not be read, which decide about identity bindings and who may act. */
  readonly unknownOfBindings: readonly Unknown[];
}

/** A service account with the annotations that decide its sign-in. */
export interface AccountFact extends ServiceAccount {
  /** Left out if the annotation is absent or empty. */
  readonly clientId?: string;
  readonly tenantId?: string;
  /** True if the account itself has the label that pods need elsewhere. */
  readonly hasUseLabel?: true;
  /** Every annotation and label that begins with `azure.workload.identity/`, and misspelt forms of it. */
  readonly marks: Readonly<Record<string, string>>;
  readonly createdAt?: Date;
  /** The names of its pull secrets. */
  readonly pullSecrets: readonly string[];
}

/** A pod, or the template of pods, with what decides its sign-in; no values but those of Azure's own variables. */
export interface PodFact {
  /** `Pod`, or the kind that has the template. */
  readonly kind: 'Pod' | 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'CronJob' | 'ReplicaSet';
  readonly name: string;
  /** As which it runs; `default` if the pod names none. */
  readonly account: ServiceAccount;
  /** True if the label `azure.workload.identity/use` of the pod (or of the template) is "true". */
  readonly hasUseLabel: boolean;
  /** The label is on the object around the template, where it has no effect. */
  readonly labelIsOutside?: true;
  /** All labels of the pod or template. */
  readonly labels: Readonly<Record<string, string>>;
  /** Its annotations that begin with `azure.workload.identity/`. */
  readonly annotations: Readonly<Record<string, string>>;
  /** What made the pod, or the template: a Deployment rather than its ReplicaSet, as far as the names tell. */
  readonly owner?: { readonly kind: string; readonly name: string };
  readonly containers: readonly ContainerFact[];
  /** True if a token of the account with Entra's audience is mounted, by the webhook or by hand. */
  readonly hasFederatedToken: boolean;
  /** The audiences of the account's tokens that it mounts. */
  readonly audiences: readonly string[];
  readonly hostNetwork: boolean;
  /** True for pods on virtual nodes. */
  readonly isOnVirtualNode: boolean;
  /** The names of its pull secrets. */
  readonly pullSecrets: readonly string[];
  /** The secret provider classes that it mounts. */
  readonly secretProviderClasses: readonly string[];
  /** Those among them for which it names a Secret with the sign-in. */
  readonly classesWithSecret: readonly string[];
  /** The persistent volume claims that it mounts. */
  readonly claims: readonly string[];
  /** Running, Pending ...; left out for templates. */
  readonly phase?: string;
  /** The pod finished, failed or was evicted; the Job is done, or the ReplicaSet was replaced. */
  readonly isOver?: true;
  /** The name of its node, once it has one. */
  readonly node?: string;
  readonly createdAt?: Date;
}

/** A container of a pod. */
export interface ContainerFact {
  readonly name: string;
  readonly image: string;
  /** The names of all its variables. */
  readonly env: readonly string[];
  /** Those without a value: older webhooks set a client ID so if the account has no annotation. */
  readonly emptyEnv?: readonly string[];
  /** The values of those of Azure's variables that are no secrets: client id, tenant id, token file, authority host. */
  readonly azureEnv: Readonly<Record<string, string>>;
  /** The variables whose values are in a Secret or a ConfigMap, which are not read. */
  readonly valuesElsewhere: readonly string[];
  /** It takes all variables of a Secret or a ConfigMap, whatever their names. */
  readonly takesAll?: true;
  /** Its flags that decide a sign-in, such as `--issuer-ambient-credentials`, with their values. */
  readonly flags: Readonly<Record<string, string>>;
}

/** An object of an operator, a driver or a volume. */
export interface OperatorObject {
  readonly kind: string;
  readonly apiVersion: string;
  /** Left out for objects of the whole cluster. */
  readonly namespace?: string;
  readonly name: string;
  readonly json: JsonObject;
}

/** How a token is asked for. */
export type AskerMode =
  /** With a federated token of a service account. */
  | 'workloadIdentity'
  /** With an identity of the node, from the metadata endpoint. */
  | 'nodeIdentity'
  /** With an identity binding of the cluster. */
  | 'binding'
  /** With a client secret or a certificate from a Secret, which is not read. */
  | 'secret'
  /** With pod identity (retired). */
  | 'podIdentity'
  | 'unknown';

/** What asks: a product, or a workload that is none of them. */
export type Component = 'workload' | Product;

/** The identity that something asks for, as it names it. */
export interface AskedIdentity {
  readonly clientId?: string;
  readonly resourceId?: string;
  readonly objectId?: string;
  /** Where the name is: a field such as `spec.podIdentity.identityId`, or the annotation of the account. */
  readonly from?: string;
}

/** Something in the cluster that asks for tokens. */
export interface Asker {
  readonly component: Component;
  /** The object that asks, or because of which its operator asks. */
  readonly what: { readonly kind: string; readonly namespace?: string; readonly name: string };
  readonly mode: AskerMode;
  /** As which account it asks; left out for the node's identity and secrets, and where it is not known. */
  readonly account?: ServiceAccount;
  /** The name of the account, where its namespace is that of whatever uses an object of the whole cluster. */
  readonly accountInEachNamespace?: string;
  /** True if the account is the operator's own, not the one of the object's namespace. */
  readonly isOperatorAccount?: true;
  /** Left out if it names none: then the variable of its pod or the only identity of the node decides. */
  readonly identity?: AskedIdentity;
  readonly tenantId?: string;
  /** The audience of the token that is exchanged. */
  readonly audience?: string;
  /** What it is used for, such as a vault's address or a registry. */
  readonly target?: string;
  /** The zones (IDs) and vaults (names) that it works with, where Gateways need it. */
  readonly worksWith?: NamedPlaces;
  /** What in the cluster's own settings keeps it from signing in at all. */
  readonly stoppedBy?: Words;
  /** As which accounts it would ask with workload identity, where it asks with an identity of the node now. */
  readonly wouldAskAs?: readonly ServiceAccount[];
  /** The pods that ask: of a workload, or of the operator. */
  readonly pods?: readonly PodFact[];
  /** The names of the nodes on which a driver asks for its pods; left out if they are those of `pods`. */
  readonly nodes?: readonly string[];
  /** What about it could not be known, such as the mode of an operator whose pods were not found. */
  readonly unknown?: readonly Unknown[];
}

/** What can be wrong with an asker, or worth knowing; the records are in `problems.ts`. */
export type AskerProblem =
  | 'operatorAccountNotTrusted'
  | 'operatorUsesNodeIdentity'
  | 'operatorClientIdUnknown'
  | 'tenantDiffers'
  | 'bindingNeedsClientOptIn'
  | 'bindingNotAllowed'
  | 'usesPodIdentity'
  | 'nodesCarrySeveral'
  | 'identityNotOnNodes'
  | 'accountNotTrusted'
  | 'clientIdUnknown'
  | 'clientIdMissing'
  | 'accountNotThere'
  | 'podLabelMissing'
  | 'tokenNotInjected'
  | 'settingStopsSignIn'
  | 'gatewayAccountBroken';

/** Whether an asker gets a token of the identity that it wants. */
export type Works =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no'; readonly code: AskerProblem; readonly reason: Words }
  | { readonly kind: 'unknown'; readonly unknown: Unknown };

/** A finding about an asker. */
export interface AskerFinding {
  readonly code: AskerProblem;
  readonly severity: 'error' | 'warning' | 'info';
  readonly text: Words;
  /** The change of Azure that fixes it. */
  readonly fix?: Change;
  /** What to apply in the cluster to fix it; the person has to look it over. */
  readonly yaml?: string;
}

/** An asker with the verdict; Azure's half decides most of it. */
export interface JudgedAsker extends Asker {
  readonly works: Works;
  /** The identity in Azure that is asked for, where it is known. */
  readonly identityId?: ArmId;
  /** The most severe first. */
  readonly findings: readonly AskerFinding[];
}
