/** The text of `--help`. */
export const help = `aks-identity: which managed identities AKS clusters use, what each may do, and what is wrong with it.
It only reads.

  aks-identity report                     every cluster that you can see, with its findings
  aks-identity diagnose CLUSTER           one cluster, with its findings
  aks-identity requirements CLUSTER       what its identities need, and whether they have it
  aks-identity workloads CLUSTER          which service accounts act as which identity
  aks-identity access CLUSTER             who can act on it, in Azure and in Kubernetes, and through which role
  aks-identity why [CLUSTER]              why a pod gets no token or is not let in, from its error message
  aks-identity plan CHANGE                what a change would do: steps, warnings, checks. CHANGE is JSON, or a file
  aks-identity rules                      every kind of finding, with its severity, source and controls; no account
  aks-identity emulator                   an emulator of Azure for tests, on this machine: see aks-identity emulator --help

CLUSTER is a resource ID, or a name that only one cluster has. For CHANGE and for a FILE that is read, - is the standard input.

Which clusters
  --subscription NAME      only this subscription, by its ID or name; repeat it, or use commas, for more
  --management-group NAME  only the subscriptions below it
  --demo                   the sample clusters; no account
  --emulator URL           an emulator on this machine; no account
  --cluster-json FILE      the output of "az aks show --output json"; no account
  --role-assignments FILE  with it, the output of "az role assignment list --all --output json"
  --cloud NAME             AzureCloud, AzureUSGovernment, AzureChinaCloud, or a JSON file as in docs/ci.md

Only of report; repeat them, or use commas, for more
  --resource-group NAME    only clusters in this group; * is any text
  --name NAME              only clusters with this name; * is any text
  --tag KEY[=VALUE]        only clusters with this tag; of several keys, all

Only of access
  --namespace NAME         only what is possible in this namespace
  --principal ID           only this user, group, application or identity, by its object ID
  --can ABILITY            only who can do this: clusterAdmin, admin, write, secrets, exec, read, readCluster,
                           changeCluster, userCredential, adminCredential, runCommand, grant or nodes

Only of why
  --file FILE              the message, or a log with it; default: the standard input. It is not logged or stored
  --cluster-objects DIR    saved answers of "kubectl get KIND --all-namespaces --output json"

Output
  --format FORMAT          markdown (default), csv, json; of report and diagnose also html, sarif, junit and gitlab
                           (code quality); of why markdown and json; of plan markdown, json,
                           az, bicep, arm, terraform and rest
  --azurerm VERSION        for terraform: the major version of azurerm, 4 or 5 (default)
  --output FILE, -o        write to this file; of plan also a folder, such as out/; - is the standard output (default)
  --quiet, -q              say only errors, and what was not read
  --mask                   replace the GUIDs of subscriptions, directories and principals; names stay
  --baseline FILE          an earlier report in JSON or SARIF: shows what is new, fixed and unchanged since
  --annotations PIPELINE   github or azurePipelines: print findings as annotations of the run; needs --output
  --category NAME          for SARIF: a log replaces the previous one of the same category; default: none
  --hide-accepted          leave out accepted findings
  --config FILE            decisions; default: .aks-identity.yaml or .aks-identity.yml here, if there is one

Exit codes
  --fail-on SEVERITY       error (default), warning, info or never; with --baseline, only what is new counts
  --allow-partial          succeed even if something could not be read

  0    no such findings                 3    something could not be read, or the cause is open
  1    the tool failed                  130  stopped by Ctrl+C or SIGTERM; nothing was written
  2    findings at or above --fail-on

Signing in
  --sign-in WAY            environment, azureCli, managedIdentity or github: only this one is tried

  Otherwise the first of: AZURE_CLIENT_ID with a secret or certificate; a workload identity (Kubernetes, GitHub Actions);
  a managed identity; az login. AZURE_TOKEN_CREDENTIALS can choose as well.

  --help, -h               this text
  --version                the version
`;
