/** A rule says what no rule of iptables can: `message` tells what. It never leaves this folder. */
export class ForeignRule extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'ForeignRule'
  }
}

export const foreign = (reason: string): never => {
  throw new ForeignRule(reason)
}
