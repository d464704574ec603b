/** The causes for which a sign-in fails: what each means, and what kind of fix it has. */
import { say, type Words } from '../../../sentences/words.ts';

/** What can be done: `change` is a plan of the product, `yaml` is copied into the cluster, `text` is advice. */
export type FixKind = 'change' | 'yaml' | 'text';

/** A cause in general; an answer says it with names. */
export interface SignInCause {
  readonly says: Words;
  readonly fix: Words;
  readonly fixKinds: readonly FixKind[];
}

/** Every cause by its code. Codes are part of the output in JSON and stay. */
export const causes = {
  NO_CREDENTIAL: {
    says: say`No federated credential of the identity trusts this service account.`,
    fix: say`Connect Workload creates the credential.`,
    fixKinds: ['change'],
  },
  WRONG_ACCOUNT: {
    says: say`The pod runs as another service account than the one that the identity trusts.`,
    fix: say`Set serviceAccountName in the pod, or connect the account that the pod has.`,
    fixKinds: ['yaml', 'change'],
  },
  OPERATOR_NOT_TRUSTED: {
    says: say`The operator signs in with its own service account, and the identity trusts only the one of the workload.`,
    fix: say`Connect Workload for the account of the operator.`,
    fixKinds: ['change'],
  },
  ISSUER_DIFFERS: {
    says: say`The credential names a different issuer from this cluster's: that of a deleted cluster, or of another one.`,
    fix: say`Move Credentials to this cluster if its cluster is gone and nobody else is moved with it; otherwise Connect Workload for the account.`,
    fixKinds: ['change'],
  },
  ISSUER_SLASH: {
    says: say`The issuer in the credential differs from the one in the token only by the slash at its end.`,
    fix: say`Remove the credential, which matches no token, and connect the account again.`,
    fixKinds: ['text'],
  },
  ISSUER_NOT_PUBLIC: {
    says: say`The token does not come from the public issuer of AKS: the issuer is off, or the pod is older than it.`,
    fix: say`Enable the OIDC issuer, then restart the pods.`,
    fixKinds: ['change', 'yaml'],
  },
  ISSUER_UNREACHABLE: {
    says: say`Microsoft Entra ID can't read the keys of the issuer.`,
    fix: say`Update the cluster without changes (az aks update). If that does not help, ask Azure support.`,
    fixKinds: ['text'],
  },
  AUDIENCE_DIFFERS: {
    says: say`The token is for another audience than the one in the credential; tokens for identity bindings are an example.`,
    fix: say`Connect the workload with the audience of the token, or let the application use the identity binding.`,
    fixKinds: ['change', 'text'],
  },
  CREDENTIAL_NOT_EFFECTIVE: {
    says: say`The credential matches and is new, or was written together with others, so it is not effective yet.`,
    fix: say`Wait a few minutes. If it stays, remove the credential and connect the workload again.`,
    fixKinds: ['text'],
  },
  CLIENT_ID_WRONG: {
    says: say`The client ID is not the one of an identity that can be used here: it is another kind of ID, a placeholder, or belongs to a deleted or other identity.`,
    fix: say`Correct the annotation or field that has the client ID.`,
    fixKinds: ['yaml'],
  },
  TENANT_WRONG: {
    says: say`The directory ID is wrong: it does not exist here, or the identity is in another directory.`,
    fix: say`Correct the annotation or field that has the directory ID.`,
    fixKinds: ['yaml'],
  },
  CROSS_TENANT: {
    says: say`The identity and the resource are in different directories.`,
    fix: say`Use an identity of the directory of the resource.`,
    fixKinds: ['text'],
  },
  TOKEN_STALE: {
    says: say`The program presents a token that has expired.`,
    fix: say`Use a library that reads the token file again. Check how old the file in the pod is.`,
    fixKinds: ['text'],
  },
  TOKEN_WRONG_FILE: {
    says: say`The program presents a token other than the one projected for Microsoft Entra ID.`,
    fix: say`Label the pod, and let the program use the file in AZURE_FEDERATED_TOKEN_FILE.`,
    fixKinds: ['yaml', 'text'],
  },
  TOKEN_UNREADABLE: {
    says: say`The container may not read the token file.`,
    fix: say`Set securityContext.fsGroup in the pod.`,
    fixKinds: ['yaml'],
  },
  TOKEN_PATH_MOVED: {
    says: say`The program has the former path of the token file built in; the webhook uses another one since version 1.6.0 (June 2026).`,
    fix: say`Use a version that reads AZURE_FEDERATED_TOKEN_FILE, or set the path in its own settings.`,
    fixKinds: ['text'],
  },
  ENTRA_UNREACHABLE: {
    says: say`The sign-in address can't be reached from where the program runs.`,
    fix: say`Check outbound traffic and name resolution there. Nothing is wrong with the identities.`,
    fixKinds: ['text'],
  },
  POD_LABEL_MISSING: {
    says: say`The pod lacks the label azure.workload.identity/use: "true", so it gets no token.`,
    fix: say`Set the label in the pod template, and restart the pods.`,
    fixKinds: ['yaml'],
  },
  CLIENT_ID_MISSING: {
    says: say`The program has no client ID: the annotation of the service account is absent, misspelt, on another object, or newer than the pod.`,
    fix: say`Annotate the service account, and restart the pods.`,
    fixKinds: ['yaml'],
  },
  ENV_NOT_INJECTED: {
    says: say`The pod did not get the variables and the token of workload identity.`,
    fix: say`Restart the pods. Check the label, skip-containers, and the pods of the webhook in kube-system.`,
    fixKinds: ['text'],
  },
  WORKLOAD_IDENTITY_OFF: {
    says: say`Workload identity is off on the cluster, and nothing else brings tokens into pods.`,
    fix: say`Enable Workload Identity, then restart the pods.`,
    fixKinds: ['change', 'yaml'],
  },
  CSI_TOKEN_MISSING: {
    says: say`The secrets store driver asks for no token for Microsoft Entra ID.`,
    fix: say`Set tokenRequests in the CSIDriver object.`,
    fixKinds: ['yaml'],
  },
  KUBE_RBAC: {
    says: say`Kubernetes denies it, not Azure: the account lacks a role in the cluster.`,
    fix: say`Grant the role in the cluster. If the account belongs to an add-on, update the add-on.`,
    fixKinds: ['yaml'],
  },
  BINDING_NOT_OPTED_IN: {
    says: say`The program does not use the identity binding.`,
    fix: say`Let it use WorkloadIdentityCredential and opt in. Until then, connect the workload without the binding.`,
    fixKinds: ['text', 'change'],
  },
  AMBIENT_OFF: {
    says: say`cert-manager may not use an identity of its surroundings for this issuer.`,
    fix: say`Use a ClusterIssuer, name it with issuerRef.kind, or start cert-manager with --issuer-ambient-credentials.`,
    fixKinds: ['yaml'],
  },
  OPERATOR_MODE_WRONG: {
    says: say`The object says that the identity of the nodes is used where workload identity is meant, or the other way round.`,
    fix: say`Correct the mode in the object.`,
    fixKinds: ['yaml'],
  },
  OPERATOR_FIELD_WRONG: {
    says: say`The object names the wrong identity or resource, or has it in the wrong field.`,
    fix: say`Correct the field.`,
    fixKinds: ['yaml'],
  },
  DRIVER_WITHOUT_IDENTITY: {
    says: say`This driver can't sign in this way.`,
    fix: say`Grant the role to whoever signs in instead.`,
    fixKinds: ['text', 'change'],
  },
  LIBRARY_TOO_OLD: {
    says: say`The library of the program does not know workload identity.`,
    fix: say`Use a newer library. Don't attach the identity to the nodes: every pod could use it there.`,
    fixKinds: ['text'],
  },
  CREDENTIAL_KIND_WRONG: {
    says: say`The program asks for an identity of the node although the pod has a federated token.`,
    fix: say`Let the program use WorkloadIdentityCredential or DefaultAzureCredential.`,
    fixKinds: ['text'],
  },
  SOFTWARE_BUG: {
    says: say`This version of the software has a known fault.`,
    fix: say`Use another version.`,
    fixKinds: ['text'],
  },
  NODES_SEVERAL_IDENTITIES: {
    says: say`The nodes have several identities, and the request names none.`,
    fix: say`Name the identity, or use workload identity.`,
    fixKinds: ['yaml', 'change'],
  },
  IDENTITY_NOT_ON_NODES: {
    says: say`The identity is not on the nodes.`,
    fix: say`Use workload identity. Don't attach the identity to the nodes: every pod could use it there.`,
    fixKinds: ['change'],
  },
  IMDS_STALE: {
    says: say`The node still answers as before its identities were changed.`,
    fix: say`Wait, or restart or reimage the node. Nothing has to be changed in Azure.`,
    fixKinds: ['text'],
  },
  IMDS_UNREACHABLE: {
    says: say`The metadata endpoint of the node can't be reached from the pod.`,
    fix: say`Use workload identity, or allow 169.254.169.254. A restriction, a network policy or a virtual node can block it.`,
    fixKinds: ['text'],
  },
  POD_IDENTITY_IN_THE_WAY: {
    says: say`Pod identity answers at the metadata endpoint in place of the node.`,
    fix: say`Migrate from pod identity to workload identity.`,
    fixKinds: ['change'],
  },
  ROLE_MISSING: {
    says: say`The principal has no role that allows the action there.`,
    fix: say`Assign Role, or Attach Registry. Where no built-in role is narrow, a custom role is shown to copy.`,
    fixKinds: ['change', 'yaml'],
  },
  ROLE_WRONG_PRINCIPAL: {
    says: say`The role is assigned, but to a different principal than the one that asks.`,
    fix: say`Assign Role to the principal that asks.`,
    fixKinds: ['change'],
  },
  VAULT_MODEL: {
    says: say`Roles were assigned but the vault uses access policies, or the other way round.`,
    fix: say`Switch the vault to roles, or add an access policy.`,
    fixKinds: ['text', 'change'],
  },
  VAULT_POLICY: {
    says: say`The access policy of the vault lacks this permission, or applies only on behalf of users.`,
    fix: say`Change the access policy, or switch the vault to roles.`,
    fixKinds: ['text'],
  },
  REGISTRY_NETWORK: {
    says: say`The network rules of the registry refuse the request.`,
    fix: say`Allow the outbound address of the nodes, or use a private endpoint.`,
    fixKinds: ['text'],
  },
  TRANSIENT: {
    says: say`A role or token is too new; this goes away by itself.`,
    fix: say`Wait. Roles take up to 60 minutes.`,
    fixKinds: ['text'],
  },
  UNKNOWN: {
    says: say`The cause can't be known from this.`,
    fix: say`The answer says what to look at next.`,
    fixKinds: ['text'],
  },
} as const satisfies Readonly<Record<string, SignInCause>>;

/** The code of a cause. */
export type CauseCode = keyof typeof causes;

/** Returns the address of the page that explains a cause. */
export function pageOf(code: CauseCode): string {
  return `https://github.com/aks-identity/aks-identity/blob/main/docs/pods.md#${code.toLowerCase()}`;
}
