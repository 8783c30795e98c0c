/** Resolves when what came meanwhile has been heard: a worker in the middle of a promise's work hears no message. */
export const nextTask = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 0); });
