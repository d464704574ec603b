import { lm, type Disposable } from 'vscode';
import type { AgentToolName } from '../agentTools.ts';
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
        const { prepareCall } = await import('./invoke.ts');
        return prepareCall(name, input);
      },
      async invoke({ input }, token) {
        const { invokeTool } = await import('./invoke.ts').catch((error: unknown) => {
          note(error);
          throw error;
        });
        return invokeTool(name, { input, context, token, note });
      },
    }),
  );
}
