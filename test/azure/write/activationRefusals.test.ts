import { describe, expect, it } from 'vitest';
import { brokenRules } from '../../../src/azure/write/activateRole.ts';
import { IdentityError } from '../../../src/errors.ts';

function refusal(armCode: string, message: string): IdentityError {
  return new IdentityError({ code: 'refused', message, armCode });
}
const naming = (...rules: readonly string[]) =>
  refusal('RoleAssignmentRequestPolicyValidationFailed', `The following policy rules failed: ${JSON.stringify(rules)}`);

describe('a refusal to activate a role', () => {
  it.each([
    ['one rule', naming('TicketingRule'), ['ask for a ticket']],
    ['two rules', naming('ExpirationRule', 'JustificationRule'), ['longer than', 'ask for a justification']],
    ['a stronger sign-in', refusal('RoleAssignmentRequestAcrsValidationFailed', '&claims=x'), ['stronger sign-in']],
  ])('for %s says what to do about each', (_, error, parts) => {
    const message = brokenRules(error, 'Owner')!.message;
    for (const part of parts) expect(message).toContain(part);
  });

  it.each([
    ['a rule that is not known, which would go unsaid', naming('TicketingRule', 'QuarantineRule')],
    ['no rule', naming()],
    ['something else', refusal('BadRequest', 'TicketingRule')],
  ])('for %s keeps the words of Azure', (_, error) => {
    expect(brokenRules(error, 'Owner')).toBeUndefined();
  });
});
