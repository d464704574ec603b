/** A call of a tool as VS Code makes it; loaded with the first one. */
import {
  CancellationError,
  LanguageModelTextPart,
  LanguageModelToolResult,
  type CancellationToken,
  type PreparedToolInvocation,
} from 'vscode';
import type { AgentToolName } from '../agentTools.ts';
import { failureOf } from '../errors.ts';
import { untilCancelled } from '../host/window/cancellation.ts';
import { failureForModel } from './failure.ts';
import { callTool, questionBeforeOpening, type AgentContext } from './tools.ts';

/** What a call comes with. */
interface Invocation {
  readonly input: unknown;
  readonly context: AgentContext;
  readonly token: CancellationToken;
  readonly note: (error: unknown) => void;
}

/** Returns the question that VS Code asks before it calls the tool, if it has to ask. */
export function prepareCall(name: AgentToolName, input: unknown): PreparedToolInvocation | undefined {
  const confirmationMessages = questionBeforeOpening(name, input);
  return confirmationMessages && { confirmationMessages };
}

/** Calls the tool; rejects with an error that tells the language model what to do next. */
export async function invokeTool(
  name: AgentToolName,
  { input, context, token, note }: Invocation,
): Promise<LanguageModelToolResult> {
  try {
    const text = await untilCancelled(token, (signal) => callTool(name, { input, context, signal }));
    return new LanguageModelToolResult([new LanguageModelTextPart(text)]);
  } catch (error) {
    note(error);
    if (failureOf(error).code === 'cancelled') throw new CancellationError();
    throw failureForModel(error);
  }
}
