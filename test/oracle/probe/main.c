/*
 * Sends real packets for the oracle: listeners and probes in many network namespaces from one thread. A socket belongs to
 * the namespace in which it was made, so the thread moves (setns), makes it, and may move on. Whatever cannot move ends the
 * program: nothing must ever be sent from the namespace it was started in.
 *
 * Lines on standard input, answers on standard output:
 *   space N WORLD PATH                                   a namespace of a world
 *   listen N tcp|udp ADDRESS PORT DEVICE|- V6ONLY        answers `listening N PORT 0|ERRNO`
 *   probe ID N tcp|udp|icmp ADDRESS PORT SOURCE|- SOURCEPORT DEVICE|- MILLISECONDS
 *   flush                                                forgets learned neighbours, ports of bridges, connections; `flushed`
 *   go                                                   runs all probes, those of one world one after the other, each
 *                                                        after a flush of its world; `result ID WORD MICROSECONDS`, `done`
 *   trace N                                              prints `traced ID N PACKET PORT FAMILY TABLE CHAIN HANDLE` for each rule that
 *                                                        traced packets (PORT: source) pass while probe ID runs
 *   quiet MILLISECONDS                                   how long to wait for a reset after a connect
 *   forget                                               closes everything; `forgotten`
 */
#include "prober.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/errqueue.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>

struct probe {
  int id, space, source_port, timeout;
  char protocol[5], address[80], source[64], device[16];
  int port;
};

struct world {
  struct handle handle;
  int at;
  long started, deadline;
  int connected;
  char resume;
};

struct space spaces[SPACES];
static struct probe *probes;
static int probe_count;
static struct world worlds[WORLDS];
int queue;
static int current = -1, quiet = 25;

void die(const char *what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  exit(1);
}

static long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000L + t.tv_nsec / 1000;
}

void enter(int space) {
  if (space < 0 || space >= SPACES || !spaces[space].used) {
    errno = EINVAL;
    die("no such space");
  }
  if (current == space) return;
  if (setns(spaces[space].net, CLONE_NEWNET) < 0) die("setns");
  current = space;
}

/* Late packets of an earlier probe still come by. */
int is_of_other_probe(int source_port, int probe) {
  for (int i = 0; i < probe_count; i++)
    if (probes[i].source_port == source_port && probes[i].id != probe) return 1;
  return 0;
}

/* --- probes --- */

static const char *word(int error) {
  static char other[32];
  switch (error) {
    case ECONNREFUSED: return "refused";
    case ECONNRESET: case EPIPE: return "reset";
    case ETIMEDOUT: return "timeout";
    case EHOSTUNREACH: case EHOSTDOWN: case ENONET: return "host-unreachable";
    case ENETUNREACH: return "network-unreachable";
    case EPERM: case EACCES: return "not-permitted";
    case ENOPROTOOPT: case EPROTO: return "protocol-unreachable";
    case EINVAL: case EADDRNOTAVAIL: case EMSGSIZE: case EOPNOTSUPP: return "invalid";
    default: snprintf(other, sizeof other, "errno-%d", error); return other;
  }
}

static void start_next(int number);

static void finish(int number, const char *outcome) {
  struct world *world = &worlds[number];
  print_traces(number, probes[world->at].id);
  printf("result %d %s %ld\n", probes[world->at].id, outcome, now() - world->started);
  if (world->handle.fd >= 0) close(world->handle.fd);
  world->handle.fd = -1;
  world->at++;
  world->resume = 1;
}

static uint16_t checksum(const void *data, int length) {
  uint32_t sum = 0;
  for (const uint16_t *at = data; length > 1; length -= 2) sum += *at++;
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum;
}

static void begin(int number, struct probe *probe) {
  struct world *world = &worlds[number];
  union address target, source;
  enter(probe->space);
  socklen_t length = parse(probe->address, probe->port, &target);
  int family = target.any.sa_family, is_v6 = family == AF_INET6;
  int is_tcp = strcmp(probe->protocol, "tcp") == 0, is_icmp = strcmp(probe->protocol, "icmp") == 0;
  int fd = is_icmp ? socket(family, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, is_v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP)
                   : socket(family, (is_tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket");
  world->handle.fd = fd;
  world->connected = 0;
  set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  if (is_tcp) without_linger(fd);
  else {
    /* ICMP errors that a program sees only when it asks for them. */
    set(fd, IPPROTO_IP, IP_RECVERR, 1);
    if (is_v6) set(fd, IPPROTO_IPV6, IPV6_RECVERR, 1);
  }
  if (strcmp(probe->device, "-") != 0 && setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, probe->device, strlen(probe->device)) < 0) {
    finish(number, word(errno));
    return;
  }
  if (is_v6 && IN6_IS_ADDR_LINKLOCAL(&target.v6.sin6_addr)) target.v6.sin6_scope_id = if_nametoindex(probe->device);
  int has_source = strcmp(probe->source, "-") != 0;
  if (has_source || !is_icmp) {
    socklen_t own = parse(has_source ? probe->source : is_v6 ? "::" : "0.0.0.0", is_icmp ? 0 : probe->source_port, &source);
    if (bind(fd, &source.any, own) < 0) {
      finish(number, word(errno));
      return;
    }
  }
  if (is_icmp) {
    /* A raw socket must not take the port for a protocol. */
    if (is_v6) target.v6.sin6_port = 0;
    else target.v4.sin_port = 0;
  }
  /* A connected raw socket would look its route up a second time, with the source address of the first. */
  if (!is_icmp && connect(fd, &target.any, length) < 0 && errno != EINPROGRESS) {
    finish(number, word(errno));
    return;
  }
  world->handle.kind = PROBE;
  world->handle.world = number;
  if (is_tcp) {
    watch(&world->handle, EPOLLOUT | EPOLLERR | EPOLLHUP);
    return;
  }
  char data[64] = {0};
  int size = 24;
  if (is_icmp) {
    struct icmphdr *header = (struct icmphdr *)data;
    header->type = is_v6 ? ICMP6_ECHO_REQUEST : ICMP_ECHO;
    header->un.echo.id = htons(probe->source_port);
    header->un.echo.sequence = htons(1);
    size = 64;
    if (!is_v6) header->checksum = checksum(data, size);
  }
  if ((is_icmp ? sendto(fd, data, size, 0, &target.any, length) : send(fd, data, size, 0)) < 0) {
    finish(number, word(errno));
    return;
  }
  watch(&world->handle, EPOLLIN | EPOLLERR | EPOLLHUP);
}

/*
 * An ICMP error that came while connect() still had the socket is kept aside (sk_err_soft); TCP would take the next one, which
 * its second SYN gets after 1 s.
 */
static void give_up(int number) {
  struct world *world = &worlds[number];
  int error = 0;
  socklen_t length = sizeof error;
  int is_icmp = strcmp(probes[world->at].protocol, "icmp") == 0;
  if (!world->connected && !is_icmp) getsockopt(world->handle.fd, SOL_SOCKET, SO_ERROR, &error, &length);
  finish(number, world->connected ? "connected" : error ? word(error) : "timeout");
}

static void start_next(int number) {
  struct world *world = &worlds[number];
  while (world->at < probe_count && spaces[probes[world->at].space].world != number) world->at++;
  world->resume = 0;
  if (world->at >= probe_count) return;
  forget_world(number);
  /* What the end of the probe before has caused. */
  print_traces(number, -1);
  struct probe *probe = &probes[world->at];
  world->started = now();
  world->deadline = world->started + probe->timeout * 1000L;
  begin(number, probe);
}

/* SO_ERROR would also tell errors that TCP goes on after, of which a blocking connect() never hears. */
static int is_established(int fd) {
  struct tcp_info info = {0};
  socklen_t length = sizeof info;
  return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) == 0 && info.tcpi_state == TCP_ESTABLISHED;
}

/*
 * A raw socket is told of every ICMP error about a packet of its protocol, also about what others sent; `ping` looks what is quoted.
 * @returns errno of the first that is about the request; 0: none is
 */
static int error_of_echo(int fd, struct probe *probe) {
  int is_v6 = strchr(probe->address, ':') != NULL;
  for (;;) {
    unsigned char quoted[64] = {0};
    char control[512];
    struct iovec part = {quoted, sizeof quoted};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    if (recvmsg(fd, &message, MSG_ERRQUEUE) < 0) return 0;
    struct icmphdr *header = (struct icmphdr *)quoted;
    int is_own = header->type == (is_v6 ? ICMP6_ECHO_REQUEST : ICMP_ECHO) && header->un.echo.id == htons(probe->source_port);
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c))
      if ((c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) ||
          (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR)) {
        struct sock_extended_err *error = (struct sock_extended_err *)CMSG_DATA(c);
        if (is_own || error->ee_origin == SO_EE_ORIGIN_LOCAL) return error->ee_errno;
      }
  }
}

static void probe_event(struct world *world, int number) {
  struct probe *probe = &probes[world->at];
  int fd = world->handle.fd, error = 0, is_tcp = strcmp(probe->protocol, "tcp") == 0;
  socklen_t length = sizeof error;
  if (is_tcp && is_established(fd)) {
    if (world->connected) return;
    world->connected = 1;
    world->deadline = now() + quiet * 1000L;
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = &world->handle};
    epoll_ctl(queue, EPOLL_CTL_MOD, fd, &event);
    return;
  }
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
  if (strcmp(probe->protocol, "icmp") == 0) error = error_of_echo(fd, probe);
  if (error) {
    finish(number, world->connected ? "reset" : word(error));
    return;
  }
  if (is_tcp) {
    if (world->connected) finish(number, "reset");
    return;
  }
  unsigned char data[2048];
  int got = recv(fd, data, sizeof data, 0);
  if (got < 0) {
    if (errno != EAGAIN) finish(number, word(errno));
    else {
      /* The error queue alone has something. */
      struct msghdr message = {0};
      char control[512];
      message.msg_control = control;
      message.msg_controllen = sizeof control;
      if (recvmsg(fd, &message, MSG_ERRQUEUE) >= 0)
        for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c))
          if ((c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) ||
              (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR)) {
            finish(number, word(((struct sock_extended_err *)CMSG_DATA(c))->ee_errno));
            return;
          }
    }
    return;
  }
  if (strcmp(probe->protocol, "udp") == 0) {
    finish(number, "delivered");
    return;
  }
  int is_v6 = strchr(probe->address, ':') != NULL;
  int skip = is_v6 ? 0 : (data[0] & 15) * 4;
  struct icmphdr *header = (struct icmphdr *)(data + skip);
  if (got >= skip + 8 && header->type == (is_v6 ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY) &&
      header->un.echo.id == htons(probe->source_port))
    finish(number, "replied");
}

static void run_all(void) {
  int active = 0, used[WORLDS] = {0};
  for (int i = 0; i < probe_count; i++) used[spaces[probes[i].space].world] = 1;
  for (int w = 0; w < WORLDS; w++) {
    worlds[w].at = used[w] ? 0 : probe_count;
    worlds[w].resume = used[w];
    worlds[w].handle.fd = -1;
  }
  for (;;) {
    long first = 0;
    active = 0;
    for (int w = 0; w < WORLDS; w++) {
      struct world *world = &worlds[w];
      if (!used[w]) continue;
      if (!world->resume && world->at < probe_count && now() >= world->deadline)
        give_up(w);
      while (world->resume) start_next(w);
      if (world->at >= probe_count) { used[w] = 0; continue; }
      active++;
      if (first == 0 || world->deadline < first) first = world->deadline;
    }
    if (active == 0) break;
    struct epoll_event events[64];
    long wait = (first - now()) / 1000 + 1;
    int count = epoll_wait(queue, events, 64, wait < 0 ? 0 : wait);
    for (int i = 0; i < count; i++) {
      struct handle *handle = events[i].data.ptr;
      if (handle->kind != PROBE) server_event(handle);
      else if (handle->fd >= 0) probe_event(&worlds[handle->world], handle->world);
    }
  }
  probe_count = 0;
  printf("done\n");
}

static void forget_all(void) {
  drop_listeners();
  for (int i = 0; i < SPACES; i++)
    if (spaces[i].used) {
      close(spaces[i].net);
      close(spaces[i].route);
      close(spaces[i].nf);
      if (spaces[i].trace >= 0) close(spaces[i].trace);
      spaces[i].used = 0;
    }
  current = -1;
  printf("forgotten\n");
}

static void open_space(int number, int world, const char *path) {
  struct space *space = &spaces[number];
  memset(space, 0, sizeof *space);
  space->world = world;
  space->net = open(path, O_RDONLY | O_CLOEXEC);
  if (space->net < 0) die(path);
  space->used = 1;
  space->trace = -1;
  current = -1;
  enter(number);
  space->route = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  space->nf = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
  if (space->route < 0 || space->nf < 0) die("netlink");
}

int main(void) {
  struct rlimit files = {65536, 65536};
  setrlimit(RLIMIT_NOFILE, &files);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGPIPE, SIG_IGN);
  probes = calloc(PROBES, sizeof *probes);
  queue = epoll_create1(EPOLL_CLOEXEC);
  setvbuf(stdout, NULL, _IOFBF, 1 << 16);
  char line[512];
  while (fgets(line, sizeof line, stdin)) {
    char text[256], protocol[8], device[16];
    int a, b, c;
    struct probe *p = &probes[probe_count];
    if (sscanf(line, "space %d %d %255s", &a, &b, text) == 3 && a < SPACES && b < WORLDS) open_space(a, b, text);
    else if (sscanf(line, "listen %d %7s %255s %d %15s %d", &a, protocol, text, &b, device, &c) == 6)
      listen_at(a, protocol, text, b, device, c);
    else if (probe_count < PROBES &&
             sscanf(line, "probe %d %d %4s %79s %d %63s %d %15s %d", &p->id, &p->space, p->protocol, p->address, &p->port,
                    p->source, &p->source_port, p->device, &p->timeout) == 9)
      probe_count++;
    else if (sscanf(line, "trace %d", &a) == 1) { enter(a); open_trace(&spaces[a]); }
    else if (strcmp(line, "flush\n") == 0) { forget_world(-1); printf("flushed\n"); }
    else if (strcmp(line, "go\n") == 0) run_all();
    else if (sscanf(line, "quiet %d", &quiet) == 1) continue;
    else if (strcmp(line, "forget\n") == 0) forget_all();
    else { fprintf(stderr, "not understood: %s", line); return 1; }
    fflush(stdout);
  }
  return 0;
}
