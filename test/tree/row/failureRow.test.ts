import { describe, expect, it } from 'vitest';
import { failureRow } from '../../../src/tree/row/row.ts';

describe('the row of a failure', () => {
  it('a failure of the network is told in words, with the code in the tooltip only', () => {
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

  it('any other failure is told as Azure told it, and a missing sign-in offers to sign in', () => {
    expect(failureRow('x', { code: 'forbidden', message: 'No.' }, "Can't read X").description).toBe('No.');
    expect(failureRow('x', { code: 'signedOut', message: 'No.' }, 'Sign in to X')).toMatchObject({
      click: 'aksIdentity.signIn',
      icon: { id: 'sign-in' },
    });
  });
});
