/*
 * Run inside a namespace: makes a socket for each argument, prints "ready" and keeps them until it is killed.
 *   PROTOCOL,ADDRESS,PORT[,OPTION]...    PROTOCOL is tcp, udp, udplite, or the number of an IP protocol for a raw socket
 *   v6only=0|1 device=NAME backlog=N mark=N transparent=1 reuse=1 uid=N
 *   connect=PORT   connects to this port of the same address
 *   netns=PATH     makes the socket in another namespace, and goes back
 * These arguments make no socket:
 *   name=HEX       what the process calls itself
 *   fork           a child has the sockets made so far as well
 *   open=N         opens something else so many times
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static int number(const char *value) { return (int)strtol(value, NULL, 0); }

static void set(int fd, int level, int option, int value)
{
	if (setsockopt(fd, level, option, &value, sizeof(value)) < 0)
		err(1, "setsockopt %d %d", level, option);
}

static void enter(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET) < 0)
		err(1, "%s", path);
	close(fd);
}

static socklen_t address_of(const char *text, int port, struct sockaddr_storage *into)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)into;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)into;

	memset(into, 0, sizeof(*into));
	if (strchr(text, ':') == NULL) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		if (inet_pton(AF_INET, text, &v4->sin_addr) != 1)
			errx(1, "%s", text);
		return sizeof(*v4);
	}
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons(port);
	if (inet_pton(AF_INET6, text, &v6->sin6_addr) != 1)
		errx(1, "%s", text);
	return sizeof(*v6);
}

static void make(char *argument)
{
	char *protocol = strsep(&argument, ","), *address = strsep(&argument, ","), *port = strsep(&argument, ",");
	int backlog = 16, remote = 0, uid = 0;
	char *options = argument ? strdup(argument) : NULL, *option;
	struct sockaddr_storage local, other;
	socklen_t length = address_of(address, number(port), &local);
	int fd, home = -1;

	for (char *rest = options ? strdup(options) : NULL; (option = strsep(&rest, ",")) != NULL;) {
		if (strncmp(option, "netns=", 6) == 0)
			home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), enter(option + 6);
		if (strncmp(option, "uid=", 4) == 0)
			uid = number(option + 4);
	}
	setfsuid(uid);
	if (strcmp(protocol, "tcp") == 0)
		fd = socket(local.ss_family, SOCK_STREAM, 0);
	else if (strcmp(protocol, "udp") == 0)
		fd = socket(local.ss_family, SOCK_DGRAM, 0);
	else if (strcmp(protocol, "udplite") == 0)
		fd = socket(local.ss_family, SOCK_DGRAM, IPPROTO_UDPLITE);
	else
		fd = socket(local.ss_family, SOCK_RAW, number(protocol));
	if (fd < 0)
		err(1, "%s socket", protocol);
	setfsuid(0);
	while ((option = strsep(&options, ",")) != NULL) {
		char *value = strchr(option, '=');
		*value++ = 0;
		if (strcmp(option, "v6only") == 0)
			set(fd, IPPROTO_IPV6, IPV6_V6ONLY, number(value));
		else if (strcmp(option, "device") == 0)
			setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, value, strlen(value) + 1);
		else if (strcmp(option, "mark") == 0)
			set(fd, SOL_SOCKET, SO_MARK, number(value));
		else if (strcmp(option, "transparent") == 0)
			set(fd, SOL_IP, IP_TRANSPARENT, 1);
		else if (strcmp(option, "reuse") == 0)
			set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
		else if (strcmp(option, "backlog") == 0)
			backlog = number(value);
		else if (strcmp(option, "connect") == 0)
			remote = number(value);
	}
	if (bind(fd, (struct sockaddr *)&local, length) < 0)
		err(1, "bind %s %s", address, port);
	if (remote != 0) {
		length = address_of(address, remote, &other);
		if (connect(fd, (struct sockaddr *)&other, length) < 0)
			err(1, "connect %s %d", address, remote);
	} else if (strcmp(protocol, "tcp") == 0 && listen(fd, backlog) < 0)
		err(1, "listen");
	if (home >= 0 && setns(home, CLONE_NEWNET) < 0)
		err(1, "setns");
}

int main(int argc, char **argv)
{
	for (int at = 1; at < argc; at++) {
		if (strncmp(argv[at], "name=", 5) == 0) {
			char name[16] = {0};
			for (int i = 0; i < 15 && argv[at][5 + 2 * i] != 0; i++)
				sscanf(argv[at] + 5 + 2 * i, "%2hhx", &name[i]);
			prctl(PR_SET_NAME, name);
		} else if (strcmp(argv[at], "fork") == 0) {
			if (fork() == 0)
				pause();
		} else if (strncmp(argv[at], "open=", 5) == 0) {
			struct rlimit limit;
			getrlimit(RLIMIT_NOFILE, &limit);
			limit.rlim_cur = limit.rlim_max;
			setrlimit(RLIMIT_NOFILE, &limit);
			for (int i = 0; i < number(argv[at] + 5); i++)
				if (dup(0) < 0)
					err(1, "dup");
		} else
			make(argv[at]);
	}
	puts("ready");
	fflush(stdout);
	pause();
	return 0;
}
