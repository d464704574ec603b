import { commands, env, extensions, version } from 'vscode';
import { extensionId } from '../../domain/words/links.ts';
import type { ConnectionKind } from '../../manifest.ts';

/** Opens VS Code's own form for an issue about this extension, with versions and the kind of the connection; it contains no names. */
export async function openIssueReporter(connection: ConnectionKind): Promise<void> {
  const ownPackage = extensions.getExtension<unknown>(extensionId)?.packageJSON as
    | { readonly version: string }
    | undefined;
  const facts = [
    `AKS Identity ${ownPackage?.version ?? 'of an unknown version'}`,
    `${env.appName} ${version}`,
    `${process.platform} ${process.arch}`,
    `Connection: ${connection}`,
  ];
  const issueBody = `What did you do, what happened, and what did you expect? Please leave out names, ids and tokens.\n\n\n${facts.map((fact) => `- ${fact}`).join('\n')}\n`;
  await commands.executeCommand('workbench.action.openIssueReporter', { extensionId, issueBody });
}
