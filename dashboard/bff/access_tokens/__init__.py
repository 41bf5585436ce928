"""The page where members create and revoke access tokens."""
