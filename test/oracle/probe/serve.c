/* Sockets in general, and those that answer. */
#include "prober.h"

#include <net/if.h>
#include <sys/epoll.h>

static struct handle *handles[LISTENERS];
static int handle_count;

socklen_t parse(const char *text, int port, union address *address) {
  char name[80];
  memset(address, 0, sizeof *address);
  snprintf(name, sizeof name, "%s", text);
  char *scope = strchr(name, '%');
  if (scope) *scope++ = 0;
  if (inet_pton(AF_INET, name, &address->v4.sin_addr) == 1) {
    address->v4.sin_family = AF_INET;
    address->v4.sin_port = htons(port);
    return sizeof address->v4;
  }
  if (inet_pton(AF_INET6, name, &address->v6.sin6_addr) != 1) { errno = EINVAL; die(text); }
  address->v6.sin6_family = AF_INET6;
  address->v6.sin6_port = htons(port);
  if (scope) address->v6.sin6_scope_id = if_nametoindex(scope);
  return sizeof address->v6;
}

void watch(struct handle *handle, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = handle};
  if (epoll_ctl(queue, EPOLL_CTL_ADD, handle->fd, &event) < 0) die("epoll");
}

static struct handle *keep(enum kind kind, int fd) {
  int slot = 0;
  while (slot < handle_count && handles[slot]) slot++;
  if (slot == LISTENERS) { errno = ENOSPC; die("listeners"); }
  if (slot == handle_count) handle_count++;
  struct handle *handle = calloc(1, sizeof *handle);
  handle->kind = kind;
  handle->fd = fd;
  handles[slot] = handle;
  watch(handle, EPOLLIN);
  return handle;
}

static void drop_handle(struct handle *handle) {
  for (int i = 0; i < handle_count; i++)
    if (handles[i] == handle) handles[i] = NULL;
  close(handle->fd);
  free(handle);
}

void set(int fd, int level, int option, int value) { setsockopt(fd, level, option, &value, sizeof value); }

void without_linger(int fd) {
  struct linger linger = {1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

void listen_at(int space, const char *protocol, const char *text, int port, const char *device, int v6only) {
  union address address;
  enter(space);
  socklen_t length = parse(text, port, &address);
  int is_tcp = strcmp(protocol, "tcp") == 0;
  int fd = socket(address.any.sa_family, (is_tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket");
  set(fd, SOL_SOCKET, SO_REUSEADDR, is_tcp);
  if (address.any.sa_family == AF_INET6) {
    set(fd, IPPROTO_IPV6, IPV6_V6ONLY, v6only);
    set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
  }
  set(fd, IPPROTO_IP, IP_PKTINFO, 1);
  int error = 0;
  if (strcmp(device, "-") != 0 && setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, strlen(device)) < 0) error = errno;
  if (!error && bind(fd, &address.any, length) < 0) error = errno;
  if (!error && is_tcp && listen(fd, 128) < 0) error = errno;
  if (error) close(fd);
  else keep(is_tcp ? LISTENER_TCP : LISTENER_UDP, fd);
  printf("listening %d %d %d\n", space, port, error);
}

/* Answers from the address that was asked, as servers with several addresses do. */
static void echo(int fd) {
  union address from;
  char data[2048], control[256];
  struct iovec part = {data, sizeof data};
  struct msghdr message = {&from, sizeof from, &part, 1, control, sizeof control, 0};
  int length = recvmsg(fd, &message, 0);
  if (length < 0) return;
  part.iov_len = length;
  for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
      struct in_pktinfo *info = (struct in_pktinfo *)CMSG_DATA(c);
      info->ipi_spec_dst = info->ipi_addr;
      info->ipi_ifindex = 0;
    }
    if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
      struct in6_pktinfo *info = (struct in6_pktinfo *)CMSG_DATA(c);
      if (!IN6_IS_ADDR_LINKLOCAL(&info->ipi6_addr)) info->ipi6_ifindex = 0;
    }
  }
  message.msg_flags = 0;
  sendmsg(fd, &message, 0);
}

void server_event(struct handle *handle) {
  if (handle->kind == LISTENER_UDP) echo(handle->fd);
  else if (handle->kind == LISTENER_TCP) {
    int fd = accept4(handle->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    without_linger(fd);
    keep(ACCEPTED, fd);
  } else drop_handle(handle);
}

void drop_listeners(void) {
  for (int i = 0; i < handle_count; i++)
    if (handles[i]) drop_handle(handles[i]);
  handle_count = 0;
}
