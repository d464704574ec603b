/** Why Privileged Identity Management refuses to activate a role, in words that say what to do. */
import { activationPage } from '../../domain/access/activation.ts';
import { sameText } from '../../domain/arm/resourceId.ts';
import { IdentityError } from '../../errors.ts';
import { say, type Words } from '../../sentences/words.ts';

/** What each rule of a policy asks for. Source: MicrosoftDocs/azure-docs#80426 */
const rules: Readonly<Record<string, (role: string) => Words>> = {
  expirationrule: (role) => say`The duration is longer than the settings of ${role} allow.`,
  justificationrule: (role) => say`The settings of ${role} ask for a justification.`,
  ticketingrule: (role) => say`The settings of ${role} ask for a ticket.`,
  mfarule: (role) =>
    say`The settings of ${role} ask for a sign-in with a second factor. Sign out in VS Code and in again with one, or activate the role in the Azure portal.`,
  eligibilityrule: (role) => say`You are not eligible for ${role} there, or no longer.`,
};

/** Returns the refusal with what to do about it; `undefined` for any other error. */
export function brokenRules(error: unknown, role: string): IdentityError | undefined {
  if (!(error instanceof IdentityError)) return undefined;
  const { failure } = error;
  if (sameText(failure.armCode, 'RoleAssignmentRequestAcrsValidationFailed')) {
    const message = say`The settings of ${role} ask for a stronger sign-in than yours (an authentication context). Activate the role in the Azure portal, then check again.`;
    return new IdentityError({ ...failure, message, source: activationPage }, { cause: error });
  }
  if (!sameText(failure.armCode, 'RoleAssignmentRequestPolicyValidationFailed')) return undefined;
  const names = failure.message.match(/\b[A-Z]\w*Rule\b/gi) ?? [];
  const known = names.flatMap((name) => rules[name.toLowerCase()]?.(role) ?? []);
  if (known.length === 0) return undefined;
  const message = known.reduce((before, words) => say`${before} ${words}`);
  return new IdentityError({ ...failure, message, source: activationPage }, { cause: error });
}
