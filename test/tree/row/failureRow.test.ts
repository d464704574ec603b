import { describe, expect, it } from 'vitest';
import { failureRow } from '../../../src/tree/row/row.ts';

describe('the row of a failure', () => {
  it('a failure of the network is shown in words, with the code in the tooltip only', () => {
    const failure = {
      code: 'unexpected',
      message: 'No answer from Azure: read ECONNRESET',
      isUnanswered: true,
    } as const;
    const row = failureRow('root', failure, "Can't reach Azure");
    expect(row.description).toBe('check your connection, VPN or proxy');
    expect(JSON.stringify(row.tooltip)).toContain('ECONNRESET');
    expect(row.click).toBe('aksIdentity.refresh');
  });

  it("any other failure is shown in Azure's words, and a missing sign-in offers to sign in", () => {
    expect(failureRow('x', { code: 'conflict', message: 'No.' }, "Can't read X")).toMatchObject({
      description: 'No.',
      icon: { id: 'error' },
    });
    expect(failureRow('x', { code: 'signedOut', message: 'No.' }, 'Sign in to X')).toMatchObject({
      click: 'aksIdentity.signIn',
      icon: { id: 'sign-in' },
    });
  });

  it('an unreadable resource is unknown and not an error, with the missing permission in a few words', () => {
    const message = "The client 'r' does not have authorization to perform action 'a/read' over scope '/s'.";
    expect(failureRow('x', { code: 'forbidden', message }, "Can't read X")).toMatchObject({
      description: "your account doesn't have the permission a/read.",
      icon: { id: 'question' },
    });
  });
});
