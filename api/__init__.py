"""Every way in: the command line, HTTP and the web pages."""
