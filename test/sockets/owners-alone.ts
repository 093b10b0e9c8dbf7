import { SocketOwners } from '../../collectors/sockets/owners.ts'

/** Looks for the owner of one socket with whatever permissions it was given: arguments are the inode and a pid. */
const [inode = 0, pid = 0] = process.argv.slice(2).map(Number)
const owners = new SocketOwners('/proc')
const { owners: found, problems } = owners.find({
  sought: [{ inodes: [inode], pids: [pid] }],
  everyone: () => [process.pid, pid],
  mostDescriptors: 1000,
  thorough: false,
})
console.log(JSON.stringify({ owners: [...found.values()], problems }))
