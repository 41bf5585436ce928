"""What Track and Focus are: the contract, the transport and its errors."""
