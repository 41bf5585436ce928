"""One request through the proxy: who calls, what is asked, what is answered."""
