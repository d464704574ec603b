import { CancellationError, LanguageModelTextPart, LanguageModelToolResult, lm, type Disposable } from 'vscode';
import type { AgentToolName } from '../agentTools.ts';
import { failureOf } from '../errors.ts';
import { untilCancelled } from '../host/window/cancellation.ts';
import type { AgentContext } from './tools.ts';

/** Registers the tools for agents; their code is loaded with the first call. */
export function registerTools(
  names: readonly AgentToolName[],
  context: AgentContext,
  note: (error: unknown) => void,
): readonly Disposable[] {
  return names.map((name) =>
    lm.registerTool<unknown>(name, {
      async prepareInvocation({ input }) {
        const { questionBeforeOpening } = await import('./tools.ts');
        const confirmationMessages = questionBeforeOpening(name, input);
        return confirmationMessages && { confirmationMessages };
      },
      async invoke({ input }, token) {
        try {
          const { callTool } = await import('./tools.ts');
          const text = await untilCancelled(token, (signal) => callTool(name, { input, context, signal }));
          return new LanguageModelToolResult([new LanguageModelTextPart(text)]);
        } catch (error) {
          note(error);
          if (failureOf(error).code === 'cancelled') throw new CancellationError();
          const { failureForModel } = await import('./failure.ts');
          throw failureForModel(error);
        }
      },
    }),
  );
}
