/** What each folder may import, besides itself: the import rules of docs/architecture.md and docs/tables/rooms.md, row by row. */

export interface Room {
  /** What is in it; a room below one of the larger ones says so for docs/tables/rooms.md. */
  readonly has?: string;
  /** Folders or files whose values and types it may use; `x/*` is the folder x with everything below it. */
  readonly uses?: readonly string[];
  /** The same, for types only. */
  readonly usesTypesOf?: readonly string[];
  /** The same, for what is loaded on first use only. */
  readonly usesLazily?: readonly string[];
  readonly packages?: readonly RegExp[];
}

/** Whoever makes sentences. */
const saying = ['shape', 'sentences'];
/** Whoever shows them may make texts of them. */
const showing = ['sentences', 'sentences/textOf.ts'];
/** Whoever shows them to a person in VS Code does it in that person's language. */
const speaking = ['sentences', 'sentences/language.ts'];
const arm = [...saying, 'memory', 'domain/arm'];
const cluster = [...arm, 'domain/change', 'domain/uses', 'domain/cluster'];
const words = [...cluster, 'domain/words'];
const access = [...words, 'domain/workloads', 'domain/access'];
/** Data alone, so that client and emulator share no code. */
const builtInRoles = 'builtInRoles';
const around = [...access, 'domain/gateway', 'domain/around/things'];
const needs = [...around, 'domain/needs'];
const rules = [...needs, 'domain/whoCanAct', 'domain/findings/rule', 'domain/findings/leftovers'];
const findings = [...rules, 'domain/findings/rules', 'domain/findings'];
const askers = [...around, 'domain/products', 'domain/askers'];
const signIn = [...needs, 'domain/products', 'domain/askers', 'domain/askers/*'];
const judging = [...signIn, 'domain/signIn/message', 'domain/signIn/situation'];
const plan = [...needs, 'domain/plan'];
const azure = [...saying, 'memory', 'domain/*', 'async', 'errors.ts'];
const azureSdk = [/^@azure(-rest)?\//];
const app = ['azure/*', ...azure];
const vscode = [/^vscode$/];
const node = [/^node:/];
const credentials = [/^@azure\/core-auth$/];
/** Of that package only the one function that asks VS Code for a session. */
const sessionOfVsCode = /^@microsoft\/vscode-azext-azureauth\/dist\/esm\/src\/getSessionFromVSCode.js$/;
const lit = [/^lit-html(\/|$)/];
const reportFormats = 'domain/report/reportFormats.ts';
const report = [
  'domain/report/promisedFixes.ts',
  reportFormats,
  'domain/words/reportLook.ts',
  ...showing,
  ...findings,
  'domain/around',
  'domain/checked',
  'domain/identityTable',
];
const host = ['host', 'host/window', 'host/files'];
const shown = [
  ...showing,
  'sentences/language.ts',
  'shape',
  'app/*',
  'domain/*',
  ...host,
  'manifest.ts',
  'async',
  'errors.ts',
];
const panel = [
  'webview/state',
  'webview/protocol',
  'webview/run',
  'webview/forms',
  'webview/forms/*',
  'webview/map',
  'webview/access',
  'webview/history',
  'webview/workloads',
  ...shown,
];
const toolkit = 'webview/page/drawing/toolkit.ts';
const page = [...speaking, 'webview/protocol', 'webview/page/drawing', toolkit, 'domain/words'];
const world = ['shape', 'emulator/arm', 'emulator/roles', 'emulator/world'];
const request = [...world, 'emulator/access', 'emulator/request'];
const body = 'emulator/providers/containerService/body';
const resources = 'emulator/providers/resources';
const authorization = 'emulator/providers/authorization';

/** A key is a file or a folder; a folder's row is not that of the folders below it. */
export const rooms: Readonly<Record<string, Room>> = {
  sentences: { uses: ['shape', 'sentences/written.ts', 'sentences/filling.ts', 'sentences/textOf.ts'] },
  'sentences/written.ts': {},
  'sentences/filling.ts': { uses: ['sentences/written.ts'] },
  'sentences/textOf.ts': { uses: ['sentences', 'sentences/filling.ts'] },
  'sentences/language.ts': { uses: ['sentences', 'sentences/filling.ts', 'sentences/textOf.ts'] },
  'errors.ts': { uses: ['sentences'] },
  shape: {},
  memory: {},
  [builtInRoles]: {},
  'manifest.ts': { uses: ['shape'], usesTypesOf: ['sentences', 'domain/change', 'domain/report/promisedFixes.ts'] },
  'contributions.ts': { usesTypesOf: ['manifest.ts'] },
  'agentTools.ts': {},
  async: { uses: ['errors.ts'], usesTypesOf: ['shape'] },

  'domain/arm': {
    has: 'IDs, JSON, answers, unknowns, and texts made inert',
    uses: [...saying, 'memory'],
    packages: [/^node:crypto$/],
  },
  'domain/change': { has: 'what the user wants, as data', uses: arm },
  'domain/uses': { has: 'where JSON names an identity, and that nothing uses one', uses: arm },
  'domain/cluster': { has: 'facts, and the model that is made from JSON', uses: [...arm, 'domain/uses'] },
  'domain/words/reportLook.ts': { uses: ['shape'] },
  'domain/words': { has: 'what things are called', uses: [...cluster, 'domain/words/reportLook.ts'] },
  'domain/workloads': { has: 'service accounts, credentials, bindings', uses: words },
  'domain/access': { has: 'roles, and who may do what where', uses: [...words, builtInRoles] },
  'domain/gateway': { has: 'application routing, and what Gateway API needs of it', uses: access },
  'domain/around/things': { has: 'resources around clusters, as rows', uses: access },
  'domain/products': { has: 'names of operators and drivers', uses: ['sentences'] },
  'domain/askers': { has: 'what all askers share', uses: [...around, 'domain/products'] },
  'domain/askers/operators': { has: 'what the objects of each product say', uses: askers },
  'domain/askers/reading': {
    has: 'who asks, from the answers of `kubectl`',
    uses: [...askers, 'domain/askers/operators'],
  },
  'domain/askers/judging': {
    has: 'whether askers get their tokens',
    uses: [...askers, 'domain/askers/operators', 'domain/askers/reading'],
  },
  'domain/history': { has: 'what changed, and who did it', uses: access },
  'domain/history/text': { has: 'the same as text', uses: [...showing, ...access, 'domain/history'] },
  'domain/whoCanAct': { has: 'who can act on a cluster', uses: around },
  'domain/whoCanAct/text': { has: 'the same as text', uses: [...showing, ...around, 'domain/whoCanAct'] },
  'domain/needs': { has: 'needs and their verdicts', uses: around },
  'domain/findings/rule': { has: 'what rules are made of', uses: needs },
  'domain/findings/leftovers': { has: 'roles that nothing needs any longer', uses: needs },
  'domain/findings/rules': { has: 'a record for each kind of finding', uses: rules },
  'domain/findings': { has: 'the findings of a cluster', uses: [...rules, 'domain/findings/rules'] },
  'domain/around': { has: 'what is around a cluster, with its findings', uses: findings },
  'domain/decisions': {
    has: 'decisions about findings',
    uses: [...access, 'domain/findings', 'domain/findings/rule'],
    packages: [/^yaml$/],
  },
  'domain/signIn/message': { has: 'secrets cut out; signs and fields found', uses: [...saying, 'domain/products'] },
  'domain/signIn/situation': { has: 'what is known around a message', uses: [...signIn, 'domain/signIn/message'] },
  'domain/signIn/judges/entra': { has: 'refusals of Entra', uses: judging },
  'domain/signIn/judges/pods': {
    has: "the pod's side, and the nodes' metadata",
    uses: [...judging, 'domain/signIn/judges/entra'],
  },
  'domain/signIn/judges/resources': { has: 'refusals of resources', uses: judging },
  'domain/signIn/judges': { has: 'symptoms, and versions with a fault', uses: [...judging, 'domain/signIn/judges/*'] },
  'domain/signIn/forms': { has: 'a record for each form of message', uses: [...judging, 'domain/signIn/judges/*'] },
  'domain/signIn/text': {
    has: 'the answer as text',
    uses: [...showing, ...signIn, 'domain/signIn', 'domain/signIn/*', 'domain/report/formats'],
  },
  'domain/signIn': { has: 'why a sign-in fails', uses: [...judging, 'domain/signIn/judges/*', 'domain/signIn/forms'] },
  'domain/identityTable': { has: "the table of a cluster's identities", uses: [...words, 'domain/gateway'] },
  'domain/plan': { has: 'what all plans share', uses: needs },
  'domain/plan/grants': { has: 'roles granted and removed', uses: plan },
  'domain/plan/carry': { has: 'what an old identity has, carried over', uses: [...plan, 'domain/plan/grants'] },
  'domain/plan/around': { has: 'changes around clusters', uses: plan },
  'domain/plan/identities': { has: 'changes of identities', uses: plan },
  'domain/plan/access': {
    has: 'roles and registries',
    uses: [...plan, 'domain/whoCanAct', 'domain/plan/grants', 'domain/plan/carry'],
  },
  'domain/plan/cluster': {
    has: 'changes of clusters',
    uses: [...plan, 'domain/plan/grants', 'domain/plan/carry', 'domain/plan/around'],
  },
  'domain/plan/workloads': {
    has: 'credentials and bindings',
    uses: ['domain/products', ...plan, 'domain/plan/around', 'domain/plan/identities'],
  },
  'domain/plan/gateway': {
    has: 'from NGINX to Gateway API',
    uses: [...plan, 'domain/plan/access', 'domain/plan/identities', 'domain/plan/workloads'],
  },
  'domain/foreseen': { has: 'what a plan leads to', uses: [...findings, 'domain/around', 'domain/plan'] },
  'domain/plan/whole': { has: 'one plan of several changes', uses: [...plan, 'domain/plan/*', 'domain/foreseen'] },
  'domain/export': { has: 'plans as files', uses: [...showing, ...words, 'domain/workloads', 'domain/plan'] },
  'domain/checked': { has: 'a check, with what it leaves open', uses: [...findings, 'domain/around'] },
  'domain/picture': { has: 'places for things and lines; knows nothing of Azure', uses: [...showing, 'domain/arm'] },
  'domain/identityMap': {
    has: 'what is on a map',
    uses: [...showing, ...findings, 'domain/around', 'domain/identityTable', 'domain/picture', 'domain/whoCanAct/text'],
  },
  'domain/report': { has: 'what a report says', uses: report },
  'domain/report/formats': {
    has: 'a writer for each format',
    uses: [
      ...report,
      ...['domain/report', 'domain/identityMap', 'domain/picture'],
      ...['domain/plan', 'domain/plan/around', 'domain/plan/workloads'],
    ],
  },
  'domain/report/promisedFixes.ts': { uses: ['shape'], usesTypesOf: ['sentences'] },
  'domain/report/reportFormats.ts': { uses: ['sentences'] },

  'azure/http': {
    has: 'the pipeline: pace, versions, one sending',
    uses: azure,
    packages: [...azureSdk, /^node:async_hooks$/],
  },
  'azure/arm': { has: 'requests, errors and operations of ARM', uses: ['azure/http', ...azure], packages: azureSdk },
  'azure/graph': { has: 'Resource Graph', uses: ['azure/http', 'azure/arm', ...azure], packages: azureSdk },
  'azure/directory': {
    has: 'directories, subscriptions, connections',
    uses: ['azure/http', 'azure/arm', ...azure],
    packages: azureSdk,
  },
  'azure/read': {
    has: 'reads',
    uses: ['azure/http', 'azure/arm', 'azure/graph', 'azure/directory', ...azure],
    packages: azureSdk,
  },
  'azure/read/around': { has: 'reads around clusters', uses: ['azure/http', 'azure/arm', 'azure/read', ...azure] },
  'azure/write': { has: 'writes', uses: ['azure/http', 'azure/arm', 'azure/directory', 'azure/read', ...azure] },

  'app/facts': { has: 'answers to the questions of rules', uses: app },
  'app/fleet': { has: 'many clusters at once', uses: ['app/facts', ...app] },
  'app/runs': { has: 'plans being applied, and the journal', uses: ['app/runs/activityEntries.ts', ...app] },
  'app/runs/activityEntries.ts': { uses: [...showing, 'app/runs', ...app] },
  'app/history': { has: "what Azure's logs and the journal say", uses: ['app/runs', ...app] },
  app: { has: 'the service', uses: ['app/*', ...app] },
  api: {
    uses: [
      ...showing,
      'app/*',
      ...arm,
      'domain/change',
      'domain/findings',
      'domain/plan',
      reportFormats,
      'domain/signIn/situation',
      'domain/whoCanAct',
      'domain/history',
      'domain/history/text',
      'errors.ts',
    ],
    usesTypesOf: ['domain/*'],
  },
  agents: { uses: ['api', ...shown], usesTypesOf: ['agentTools.ts'], packages: vscode },

  host: {
    has: 'settings, `kubectl` and log',
    uses: ['sentences', 'shape', 'async', 'errors.ts', 'manifest.ts'],
    packages: [...vscode, ...node],
  },
  'host/window': {
    has: 'dialogs, notifications, editors',
    uses: [
      ...speaking,
      'host',
      'errors.ts',
      'manifest.ts',
      'domain/arm',
      'domain/cluster',
      'domain/words',
      reportFormats,
    ],
    usesTypesOf: ['contributions.ts'],
    packages: [...vscode, /^node:os$/],
  },
  'host/files': {
    has: 'files, with their locks',
    uses: [...saying, 'host', 'async', 'errors.ts'],
    packages: [...node, /^yaml$/],
  },
  'host/accounts': {
    has: 'who is signed in',
    uses: [...saying, 'host', 'errors.ts', 'manifest.ts'],
    usesLazily: ['host/accounts/vscodeAccounts.ts', 'host/accounts/fallbackAccounts.ts'],
    packages: credentials,
  },
  'host/accounts/vscodeAccounts.ts': {
    uses: [...speaking, 'host/accounts', 'errors.ts', 'manifest.ts'],
    packages: [...vscode, ...node, ...credentials, sessionOfVsCode],
  },
  'host/accounts/fallbackAccounts.ts': {
    uses: ['host/accounts', 'host/accounts/fallbackCredential.ts', 'errors.ts', 'manifest.ts'],
    packages: credentials,
  },
  'host/accounts/fallbackCredential.ts': {
    uses: [...speaking, 'host/accounts', 'host/window', 'errors.ts', 'manifest.ts'],
    packages: [...vscode, ...credentials, /^@azure\/identity$/],
  },

  'tree/row': { has: 'rows, marks, decorations', uses: shown, usesTypesOf: ['contributions.ts'], packages: vscode },
  'tree/loading': { has: 'what was read, and when it is read again', uses: shown },
  'tree/clusters': { has: 'the view *Clusters*', uses: ['tree/row', 'tree/loading', ...shown], packages: vscode },
  'tree/activity': { has: 'the view *Activity*', uses: ['tree/row', 'tree/loading', ...shown], packages: vscode },
  commands: { uses: shown, usesTypesOf: ['contributions.ts'], packages: vscode },

  'webview/protocol': {
    has: 'messages of pages, with their shapes',
    uses: [
      'shape',
      'domain/change',
      'domain/picture',
      'domain/report/promisedFixes.ts',
      reportFormats,
      'domain/words/reportLook.ts',
    ],
  },
  'webview/window': { has: 'windows with a page', packages: vscode },
  'webview/state': { has: 'what states of pages share', uses: ['webview/protocol', ...shown] },
  'webview/forms/parts': { has: 'parts of forms', uses: ['webview/protocol', ...shown] },
  'webview/forms/createCluster': {
    has: 'the form of a new cluster',
    uses: ['webview/forms/parts', 'webview/protocol', ...shown],
  },
  'webview/forms/workloads': { has: 'forms of workloads', uses: ['webview/forms/parts', 'webview/protocol', ...shown] },
  'webview/access': { has: 'the tab *Access*', uses: ['webview/protocol', ...shown] },
  'webview/history': {
    has: 'the tab *History*',
    uses: ['webview/access', 'webview/state', 'webview/protocol', ...shown],
  },
  'webview/workloads': { has: 'the tab *Workloads*, and *Check in Cluster*', uses: ['webview/protocol', ...shown] },
  'webview/map': { has: 'the map of a panel', uses: ['webview/state', 'webview/protocol', ...shown] },
  'webview/forms': { has: 'a form for each kind of change', uses: ['webview/forms/*', 'webview/protocol', ...shown] },
  'webview/run': {
    has: 'a run, as it is shown',
    uses: ['webview/state', 'webview/protocol', 'webview/workloads', ...shown],
  },
  'webview/panel/view': { has: 'what a panel shows', uses: panel },
  'webview/panel': {
    has: 'what a panel does',
    uses: ['webview/window', 'webview/panel/view', ...panel],
    usesTypesOf: ['contributions.ts'],
    packages: vscode,
  },
  'webview/why': {
    has: '*Diagnose Sign-In Error*',
    uses: ['webview/window', 'webview/protocol', 'webview/workloads', 'api', ...shown],
    packages: vscode,
  },
  'webview/report': {
    has: 'the report',
    uses: ['webview/window', 'webview/state', 'webview/protocol', ...shown],
    usesTypesOf: ['contributions.ts'],
    packages: vscode,
  },
  'webview/page/drawing': {
    has: 'controls of all pages',
    uses: [...speaking, 'webview/protocol', toolkit],
    packages: lit,
  },
  [toolkit]: { packages: [/^@vscode\/webview-ui-toolkit(\/|$)/, ...lit] },
  'webview/page/form': { has: 'fields of forms', uses: page, packages: lit },
  'webview/page/map': { has: 'the map, drawn', uses: [...page, 'domain/picture'], packages: lit },
  'webview/page/report': { has: 'the page of the report', uses: [...page, reportFormats], packages: lit },
  'webview/page/why': { has: 'the page of sign-in errors', uses: page, packages: lit },
  'webview/page/panel/details': {
    has: 'the tab of details',
    uses: [...page, 'webview/page/form', 'webview/page/map', 'webview/page/panel/change'],
    packages: lit,
  },
  'webview/page/panel/workloads': { has: 'the tab of workloads', uses: [...page, 'webview/page/form'], packages: lit },
  'webview/page/panel/change': {
    has: 'the tab of a change: form, plan, run',
    uses: [...page, 'webview/page/form', 'webview/page/panel/workloads'],
    packages: lit,
  },
  'webview/page/panel': {
    has: "the panel's page",
    uses: [...page, 'webview/page/form', 'webview/page/map', 'webview/page/panel/*'],
    packages: lit,
  },

  'emulator/arm': { uses: ['shape'], packages: node },
  'emulator/roles': { uses: ['emulator/arm', builtInRoles], packages: node },
  'emulator/world': { uses: ['shape', 'emulator/arm', 'emulator/roles'], packages: node },
  'emulator/access': { uses: world, packages: node },
  'emulator/request': { uses: [...world, 'emulator/access'], packages: node },
  'emulator/files': { uses: request, packages: node },
  [authorization]: { uses: request, packages: node },
  'emulator/providers/features': { uses: request, packages: node },
  'emulator/providers/insights': { uses: request, packages: node },
  'emulator/providers/managedIdentity': { uses: request, packages: node },
  [resources]: { uses: request, packages: node },
  [body]: { uses: request, packages: node },
  'emulator/providers/containerService/cluster': { uses: [...request, resources, body], packages: node },
  'emulator/providers/containerService/pool': {
    uses: [...request, body, 'emulator/providers/containerService/cluster'],
    packages: node,
  },
  'emulator/providers/containerService/bindings': {
    uses: [...request, 'emulator/providers/containerService/cluster'],
  },
  'emulator/providers/containerService/fleets': {
    uses: [
      ...request,
      resources,
      body,
      'emulator/providers/containerService/cluster',
      'emulator/providers/containerService/bindings',
    ],
    packages: node,
  },
  'emulator/providers/kubernetesConfiguration': { uses: [...request, resources], packages: node },
  'emulator/providers/containerService': {
    uses: [...request, resources, 'emulator/providers/containerService/*'],
    packages: node,
  },
  'emulator/kql/parse': { uses: ['emulator/arm'], packages: node },
  'emulator/kql/evaluate': { uses: ['emulator/arm', 'emulator/kql/parse'], packages: node },
  'emulator/kql': { uses: ['emulator/arm', 'emulator/kql/*'], packages: node },
  'emulator/providers/resourceGraph': {
    uses: [...request, resources, authorization, 'emulator/kql/*'],
    packages: node,
  },
  'emulator/entra': { uses: ['shape', 'emulator/arm'], packages: node },
  'emulator/routing': {
    uses: [...request, 'emulator/files', 'emulator/entra', 'emulator/providers/*'],
    packages: node,
  },
  'emulator/scenarios/parts': { uses: ['emulator/arm', 'emulator/providers/containerService/cluster'], packages: node },
  'emulator/scenarios': { uses: ['emulator/arm', 'emulator/scenarios/parts'], packages: node },
  'emulator/certificate': { packages: node },
  emulator: { uses: ['shape', 'emulator/*'], packages: node },

  session: {
    uses: [
      ...saying,
      'sentences/language.ts',
      'api',
      'app/*',
      'azure/*',
      'session/emulatorConnection.ts',
      'session/fileConnection.ts',
      'tree/loading',
      'domain/*',
      ...host,
      'host/accounts',
      'manifest.ts',
      'async',
      'errors.ts',
    ],
    usesLazily: ['session/demoConnection.ts'],
    packages: [...vscode, ...node, /^@azure\//],
  },
  'session/demoConnection.ts': {
    uses: ['sentences', 'session/emulatorConnection.ts', 'emulator/*', 'azure/*', 'errors.ts'],
    packages: [...node, /^@azure\//],
  },
  'session/emulatorConnection.ts': {
    uses: ['sentences', 'host', 'domain/arm', 'azure/*', 'errors.ts'],
    packages: credentials,
  },
  'session/fileConnection.ts': {
    uses: [...cluster, 'azure/*', 'host/files', 'errors.ts'],
    packages: [...node, ...credentials],
  },
  'cli/commandLine': {
    has: 'what a command line asks for, and the help',
    uses: [...saying, 'domain/*', 'errors.ts'],
    packages: node,
  },
  'cli/terminal': {
    has: 'what is read and written',
    uses: [...saying, 'cli/commandLine', 'domain/*', 'host/files', 'errors.ts'],
    packages: node,
  },
  'cli/connecting': {
    has: 'signing in, and the connection',
    uses: ['shape', 'cli/commandLine', 'cli/terminal', 'app/*', 'azure/*', 'domain/*', 'errors.ts'],
    usesLazily: [
      ...['session/demoConnection.ts', 'session/emulatorConnection.ts', 'session/fileConnection.ts'],
      ...['host/accounts', 'cli/connecting/signIn.ts', 'emulator'],
    ],
    packages: node,
  },
  'cli/connecting/signIn.ts': {
    uses: ['host/accounts', 'azure/http', 'shape', 'errors.ts'],
    usesTypesOf: ['cli/commandLine'],
    packages: [...node, /^@azure\//],
  },
  'cli/commands': {
    has: 'what each command finds and writes',
    uses: [
      ...showing,
      ...['shape', 'cli/commandLine', 'cli/terminal', 'cli/connecting'],
      ...['api', 'app/*', 'azure/*', 'domain/*', 'errors.ts'],
    ],
    packages: node,
  },
  cli: {
    has: 'the process',
    uses: [...showing, 'shape', 'async', 'cli/*', 'api', 'app/*', 'azure/*', 'domain/*', 'host/files', 'errors.ts'],
    usesLazily: ['emulator'],
    packages: node,
  },
  'views.ts': { uses: ['session', 'tree/*', ...shown], packages: [...vscode, ...node] },
  'extension.ts': {
    uses: ['views.ts', 'session', 'api', 'agents', 'tree/*', 'commands', 'webview/*', ...shown],
    usesTypesOf: ['contributions.ts', 'agentTools.ts'],
    packages: [...vscode, ...node],
  },
};
