/** Kubernetes service accounts, and the subjects of their tokens. */

/** A Kubernetes service account, by namespace and name. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** Returns the subject of a service account's tokens. */
export function subjectOf({ namespace, serviceAccount }: ServiceAccount): string {
  return `system:serviceaccount:${namespace}:${serviceAccount}`;
}

/** Returns the service account that a subject names, or `undefined` if it names none. */
export function serviceAccountOf(subject: string): ServiceAccount | undefined {
  const [, namespace, serviceAccount] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(subject) ?? [];
  if (namespace === undefined || serviceAccount === undefined) return undefined;
  if (namespaceProblem(namespace) !== undefined || accountProblem(serviceAccount) !== undefined) return undefined;
  return { namespace, serviceAccount };
}

/** Says what is wrong with the name of a namespace, if anything is. */
export function namespaceProblem(text: string): string | undefined {
  return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text)
    ? undefined
    : 'Use 1-63 lower-case letters, digits or hyphens; start and end with a letter or digit.';
}

/** Says what is wrong with the name of a service account, if anything is. */
export function accountProblem(text: string): string | undefined {
  const isName = text.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text);
  return isName
    ? undefined
    : 'Use 1-253 lower-case letters, digits, hyphens or dots; start and end with a letter or digit.';
}
