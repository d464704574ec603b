import { helpOf } from './options.ts';

/** The text of `--help`. */
export const help = `aks-identity: which managed identities AKS clusters use, what each may do, and what is wrong with it.
It only reads.

  aks-identity report                     every cluster that you can see, with its findings
  aks-identity diagnose CLUSTER           one cluster, with its findings
  aks-identity requirements CLUSTER       what its identities need, and whether they have it
  aks-identity workloads CLUSTER          which service accounts act as which identity
  aks-identity access CLUSTER             who can act on it, in Azure and in Kubernetes, and through which role
  aks-identity access --principal ID      the clusters that a user, group, application or identity can act on, and how
  aks-identity history CLUSTER|IDENTITY   what changed around it, when, by whom, and with what program; also of the
                                          resource ID of a role assignment, a resource group or a subscription
  aks-identity why [CLUSTER]              why a pod gets no token or is not let in, from its error message
  aks-identity plan CHANGE                what a change would do: steps, warnings, checks. CHANGE is JSON, or a file
  aks-identity rules                      every kind of finding, with its severity, source and controls; no account
  aks-identity emulator                   an emulator of Azure for tests, on this machine: see aks-identity emulator --help

CLUSTER is a resource ID, or a name that only one cluster has; so is IDENTITY. For CHANGE and for a FILE that is read, - is the standard input.

Which clusters
${helpOf('clusters')}

Only of report; repeat them, or use commas, for more
${helpOf('report')}

Only of access
${helpOf('access')}

Only of history
${helpOf('history')}

Only of why
${helpOf('why')}

Output
${helpOf('output')}

Exit codes
${helpOf('exit')}

  0    no such findings                 3    something could not be read, or the cause is open
  1    the tool failed                  130  stopped by Ctrl+C or SIGTERM; nothing was written
  2    findings at or above --fail-on

Signing in
${helpOf('signIn')}

  Otherwise the first of: AZURE_CLIENT_ID with a secret or certificate; a workload identity (Kubernetes, GitHub Actions);
  a managed identity; az login. AZURE_TOKEN_CREDENTIALS can choose as well.

${helpOf('end')}
`;
