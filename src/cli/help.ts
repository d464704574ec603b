/** What `--help` says. */
export const help = `aks-identity: which managed identities AKS clusters use, what each may do, and what is wrong with it.
It only reads.

  aks-identity report                     every cluster that you can see, with its findings
  aks-identity diagnose CLUSTER           one cluster, with its findings
  aks-identity requirements CLUSTER       what its identities need, and whether they have it
  aks-identity workloads CLUSTER          which service accounts act as which identity
  aks-identity plan CHANGE                what a change would do: steps, warnings, checks. CHANGE is JSON, or a file

CLUSTER is a resource ID, or a name that only one cluster has.

Which clusters
  --subscription ID        only this subscription; again, or with commas, for more
  --management-group NAME  only the subscriptions below it
  --demo                   the sample clusters; no account
  --emulator URL           an emulator on this machine; no account
  --cluster-json FILE      what "az aks show --output json" printed; no account
  --role-assignments FILE  beside it: what "az role assignment list --all --output json" printed
  --cloud NAME             AzureCloud, AzureUSGovernment, AzureChinaCloud, or a JSON file as docs/ci.md has it

What comes out
  --format FORMAT          markdown (default), csv, json; of report and diagnose also sarif and junit
  --output FILE, -o        write it there instead of to the terminal
  --mask                   other GUIDs in place of those of subscriptions, directories and principals; names stay
  --baseline FILE          an earlier report in JSON or SARIF: says what is new, fixed and unchanged since
  --category NAME          of SARIF: one log takes the place of the one before of its category; default: all are one
  --hide-accepted          leave out what is accepted
  --config FILE            decisions; default: .aks-identity.yaml here, if there is one

When it fails
  --fail-on SEVERITY       error (default), warning or never; beside --baseline only what was not so then counts
  --allow-partial          it is all right that something could not be read

  0  nothing to complain about        2  findings at or above --fail-on
  1  the tool failed                  3  something could not be read: each thing is named

Signs in with the first of: AZURE_CLIENT_ID with a secret or certificate; a workload identity (Kubernetes, GitHub Actions);
a managed identity; az login.
`;
