/** Greets who has opened the demo: the clusters at the left, and a page that says what to try. */
const { commands, Uri } = require('vscode');

exports.activate = async ({ extensionUri }) => {
  await commands.executeCommand('workbench.view.extension.aksIdentity');
  await commands.executeCommand('markdown.showPreview', Uri.joinPath(extensionUri, 'README.md'));
};
