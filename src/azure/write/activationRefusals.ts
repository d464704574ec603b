/** Why Privileged Identity Management refuses to activate a role, in words that say what to do. */
import { activationPage } from '../../domain/access/activation.ts';
import { IdentityError } from '../../errors.ts';
import { say, type Words } from '../../sentences/words.ts';
import { brokenActivationRules } from '../arm/armCodes.ts';

/** What each rule of a policy asks for. */
const rules: Readonly<Record<string, (role: string) => Words>> = {
  expirationrule: (role) => say`The duration is longer than the settings of ${role} allow.`,
  justificationrule: (role) => say`The settings of ${role} ask for a justification.`,
  ticketingrule: (role) => say`The settings of ${role} ask for a ticket.`,
  mfarule: (role) =>
    say`The settings of ${role} ask for a sign-in with a second factor. Sign out in VS Code and in again with one, or activate the role in the Azure portal.`,
  eligibilityrule: (role) => say`You are not eligible for ${role} there, or no longer.`,
  authenticationcontextrule: (role) =>
    say`The settings of ${role} ask for a stronger sign-in than yours (an authentication context). Activate the role in the Azure portal, then check again.`,
};

/** Returns the refusal with what to do about it; `undefined` for any other error, and if a rule is named that is not known. */
export function brokenRules(error: unknown, role: string): IdentityError | undefined {
  const broken = brokenActivationRules(error).map((name) => rules[name]?.(role));
  const known = broken.filter((words) => words !== undefined);
  // Azure's own message names all of them.
  if (!(error instanceof IdentityError) || known.length === 0 || known.length < broken.length) return undefined;
  const message = known.reduce((before, words) => say`${before} ${words}`);
  return new IdentityError({ ...error.failure, message, source: activationPage }, { cause: error });
}
