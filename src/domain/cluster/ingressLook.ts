/** What a look into a cluster shows of application routing and of identity bindings, as facts. */
import type { Unknown } from '../arm/unknown.ts';

/** What tells whose an Ingress is, as kubectl is asked for it. */
export const classResources: readonly string[] = [
  'ingressclasses.networking.k8s.io',
  'nginxingresscontrollers.approuting.kubernetes.azure.com',
];

/** An Ingress that a controller of application routing serves. */
export interface RoutedIngress {
  readonly namespace: string;
  readonly name: string;
  /** True for the class of the default controller; the classes of others stay when that one is turned off. */
  readonly isOfDefault: boolean;
  /** Its hosts, each once; `*` stands for any. */
  readonly hosts: readonly string[];
  /** The name of the vault with its certificate. */
  readonly vault?: string;
  /** The service account that it names for that certificate. */
  readonly serviceAccount?: string;
}

/** An account whose pods ask through an identity binding; without the client ID of the identity if it is not known. */
export interface BoundAccount {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly clientId?: string;
}

/** A host of such Ingresses. */
export interface RoutedHost {
  readonly host: string;
  readonly hasRoute: boolean | 'unknown';
}

/** What a look into a cluster showed of application routing and of identity bindings. */
export interface IngressLook {
  /** Left out for saved answers of kubectl, which do not say when they were made. */
  readonly at?: Date;
  /** Every namespace was read. */
  readonly isWhole: boolean;
  readonly ingresses: readonly RoutedIngress[];
  /** Ingresses of a class that may be one of application routing, because neither classes nor controllers could be read. */
  readonly doubtful: readonly Pick<RoutedIngress, 'namespace' | 'name'>[];
  readonly hosts: readonly RoutedHost[];
  /** The names of the NginxIngressController objects. */
  readonly controllers: readonly string[];
  /** The accounts whose pods ask for a token through an identity binding; left out if pods could not be read. */
  readonly bound?: readonly BoundAccount[];
  /** False if Ingresses could not be read; `unknown` says why. */
  readonly hasIngresses: boolean;
  /** What of the kinds that this rests on could not be read, and why. */
  readonly unknown: readonly Unknown[];
}
