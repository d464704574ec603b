import { describe, expect, it } from 'vitest';
import { openIssueReporter } from '../../../src/host/window/issueReporter.ts';
import { code } from '../../support/vscode/user.ts';

describe('reporting an issue', () => {
  it("VS Code's own form opens with versions and the kind of the connection, and with no id of anything", async () => {
    code.accounts = [{ id: '11111111-1111-4111-8111-111111111111', label: 'ada@contoso.com' }];
    await openIssueReporter('azure');
    const [id] = code.executed;
    expect(id).toBe('workbench.action.openIssueReporter');
    const [{ extensionId, issueBody }] = code.given[0] as [{ extensionId: string; issueBody: string }];
    expect(extensionId).toBe('aks-identity.aks-identity');
    expect(issueBody).toMatch(/- AKS Identity .+\n- Code Double 1\.105\.0\n- \w+ \w+\n- Connection: azure\n$/);
    expect(issueBody).not.toMatch(/contoso|[0-9a-f]{8}-/);
  });
});
