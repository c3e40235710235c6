/** Resolves in a later task of the host, when all promises that can settle have done so. Fake timers do not stop it. */
export function nextTask(): Promise<void> {
  const { MessageChannel } = globalThis
  return MessageChannel ? taskOf(new MessageChannel()) : manyTurns()
}

function taskOf({ port1, port2 }: MessageChannel): Promise<void> {
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}

/** jsdom has no MessageChannel of its own, and its timers may be fakes that nobody moves. */
async function manyTurns(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await Promise.resolve()
}
