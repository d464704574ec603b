/** Where text from Azure, from files and from other extensions reaches something that interprets it. */
export interface UntrustedPlace {
  readonly place: string;
  /** The file that makes the text. */
  readonly code: string;
  /** Who interprets it. */
  readonly reader: string;
  /** What makes it inert. */
  readonly done: string;
}

/** Every such place; `test/untrustedText.test.ts` runs its list of texts through each. */
export const untrustedPlaces = {
  az: {
    place: 'copied az commands, and those in plans',
    code: 'src/domain/plan/azCommand.ts',
    reader: 'bash, zsh, PowerShell; the terminal into which they are pasted',
    done: 'in quotes of which no part is a command to any of them; signs that act are escaped; what az would take for a file is handed over as the content of one',
  },
  azComments: {
    place: 'comments of a copied script',
    code: 'src/domain/export/az.ts',
    reader: 'bash and zsh',
    done: 'a quoted here-document of letters, digits and a few signs; everything else becomes a blank',
  },
  powershell: {
    place: 'a plan as a script for PowerShell on Windows',
    code: 'src/domain/export/powershell.ts',
    reader: 'PowerShell, then cmd (az is a batch file), then Python; the terminal into which it is pasted',
    done: 'in quotes of all three; a text that one of them would still change makes the script one that only says so',
  },
  bicep: {
    place: 'a plan as Bicep',
    code: 'src/domain/export/bicep.ts',
    reader: 'Bicep',
    done: 'literals with every `${`, quote and sign that acts escaped; comments on one line',
  },
  planFiles: {
    place: "the names of a plan's files",
    code: 'src/domain/export/bicep.ts',
    reader: 'the file system; Bicep, which takes a name for a path',
    done: 'letters, digits and `._()-` behind a number; everything else becomes `_`',
  },
  arm: {
    place: 'a plan as an ARM template',
    code: 'src/domain/export/arm.ts',
    reader: 'Azure Resource Manager',
    done: 'a text in brackets is doubled, so that it is no expression',
  },
  terraform: {
    place: 'a plan as Terraform',
    code: 'src/domain/export/terraform.ts',
    reader: 'Terraform',
    done: 'literals with every `${` and `%{` doubled; labels of letters and digits; comments on one line',
  },
  rest: {
    place: 'a plan as REST requests',
    code: 'src/domain/export/rest.ts',
    reader: 'REST clients of editors, which replace `{{...}}` anywhere and may run it',
    done: '`{{` is written `{\\u007b` in JSON, percent-encoded in addresses, and taken apart in comments and headers',
  },
  manifest: {
    place: 'YAML for the cluster',
    code: 'src/domain/workloads/manifests.ts',
    reader: 'kubectl',
    done: "JSON's texts, which are YAML's, with signs that act escaped; comments on one line",
  },
  askerYaml: {
    place: 'YAML that lets something in the cluster sign in',
    code: 'src/domain/askers/askerYaml.ts',
    reader: 'kubectl',
    done: "JSON's texts, which are YAML's, with signs that act escaped; comments on one line",
  },
  decisions: {
    place: 'entries of `.aks-identity.yaml`',
    code: 'src/domain/decisions/decisionsText.ts',
    reader: 'this extension and whoever reads YAML',
    done: 'written by the YAML library and read again before the file is',
  },
  markdown: {
    place: 'a report as Markdown, requirements, workloads, who can act, history and plans of the command line',
    code: 'src/domain/report/formats/tables.ts',
    reader: 'whatever draws Markdown: GitHub, Azure DevOps, editors',
    done: 'markup is escaped; a word joiner stands in addresses, mentions and references; signs that act become blanks',
  },
  csv: {
    place: 'a report, who can act and history as CSV',
    code: 'src/domain/report/formats/tables.ts',
    reader: 'spreadsheets; the log of a pipeline',
    done: 'what begins like a formula gets an apostrophe; `##[` becomes `# #[`; signs that act become blanks',
  },
  json: {
    place: 'JSON of the command line and of reports',
    code: 'src/domain/arm/inert.ts',
    reader: 'programs; the log of a pipeline, a terminal',
    done: 'signs that act and the second `#` of `##` are written as escapes, so that it is read back the same',
  },
  sarif: {
    place: 'a report as SARIF',
    code: 'src/domain/report/formats/sarif.ts',
    reader: 'code scanning; the log of a pipeline, a terminal',
    done: 'as JSON; and no text of it makes a link',
  },
  junit: {
    place: 'a report as JUnit',
    code: 'src/domain/report/formats/junit.ts',
    reader: 'test reports of pipelines',
    done: "entities for markup, line ends and signs that act; what XML can't hold is replaced",
  },
  told: {
    place: 'what the command line prints beside its report',
    code: 'src/cli/run.ts',
    reader: 'a terminal, GitHub Actions, Azure Pipelines',
    done: '`::` at the start of a line and `##[` are taken apart; signs that act become blanks',
  },
  ids: {
    place: 'ids, in requests, commands and links',
    code: 'src/domain/arm/resourceId.ts',
    reader: 'Azure Resource Manager and all of the above',
    done: 'refused with signs that are not seen, or that end or leave the path',
  },
  files: {
    place: 'clusters from files',
    code: 'src/domain/cluster/fromFile.ts',
    reader: 'all of the above',
    done: 'refused with half characters, endless nesting, or ids and names with signs that are not seen',
  },
  links: {
    place: 'links that open a cluster in VS Code',
    code: 'src/domain/words/links.ts',
    reader: 'VS Code, browsers',
    done: 'percent-encoded, and read back by a check',
  },
  fileNames: {
    place: 'names of files that are saved',
    code: 'src/host/files/kubeconfigFile.ts',
    reader: 'the file system',
    done: 'the last part of an id, which has no slash and does not lead upwards; the user chooses the place',
  },
  kql: {
    place: 'ids in queries',
    code: 'src/azure/read/graphTables.ts',
    reader: 'Azure Resource Graph',
    done: 'literals with quotes and backslashes escaped',
  },
  rows: {
    place: 'rows of the views: labels, descriptions, tooltips',
    code: 'src/tree/row/treeItem.ts',
    reader: 'VS Code, which draws Markdown in tooltips',
    done: 'markup is escaped, ids are code, addresses are no links; nothing is trusted',
  },
  lists: {
    place: 'lists to choose from, and the status bar',
    code: 'src/host/window/notify.ts',
    reader: 'VS Code, which draws `$(icon)`',
    done: 'icons are escaped',
  },
  notifications: {
    place: 'notifications and dialogs',
    code: 'src/host/window/notify.ts',
    reader: 'VS Code, which runs the command of `[words](command:...)`',
    done: 'the form of links is taken apart',
  },
  log: {
    place: 'the log',
    code: 'src/host/window/errorReporter.ts',
    reader: 'whoever prints it',
    done: 'secrets are taken out; as what the command line tells',
  },
  page: {
    place: 'the pages of the panel and of the report',
    code: 'src/webview/window/pageHtml.ts',
    reader: 'the browser in VS Code',
    done: 'templates that escape; no markup from texts; a policy under which only our own script runs',
  },
  agents: {
    place: 'answers to agents',
    code: 'src/agents/answer.ts',
    reader: 'a language model',
    done: 'our words first, then all of it as JSON on one line with signs that are not seen as escapes; no tool writes',
  },
  kubectl: {
    place: 'arguments of kubectl',
    code: 'src/host/kubectl.ts',
    reader: 'kubectl',
    done: 'started without a shell, each argument by itself',
  },
} as const satisfies Readonly<Record<string, UntrustedPlace>>;

/** The name of a place in the table. */
export type UntrustedPlaceName = keyof typeof untrustedPlaces;

/** Makes the page that lists the places. */
export function untrustedTextPage(): string {
  const rows = Object.values(untrustedPlaces).map(
    ({ place, code, reader, done }) => `| ${[place, `\`${code}\``, reader, done].join(' | ')} |`,
  );
  return `${head}\n${rows.join('\n')}\n`;
}

const head = `# Text from Azure is never run

Names, tags, subjects, messages and error texts come from Azure, from files and from other extensions: whoever may write a tag of a
cluster, or one federated credential, chooses them. This page lists every place where such text reaches something that interprets
what it reads. It is generated (\`npm run generate\`) from \`scripts/generators/untrustedPlaces.ts\`; \`test/untrustedText.test.ts\` runs
one list of hostile texts through each row. "Signs that act" are control characters, marks that turn the direction of text, and
separators of lines and paragraphs.

The clipboard, files that are saved and documents that are opened get one of these texts and nothing else.

| place | made in | read by | what makes it inert |
|---|---|---|---|`;
