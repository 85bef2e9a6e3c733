"""The addresses that customers, mail servers and shops reach beside the app, without sign-in."""
